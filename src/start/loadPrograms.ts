import { fileURLToPath } from "node:url";
import { loadBundle } from "./loadBundle.js";

type Programs = typeof import("./programs.js");

const BUNDLE = fileURLToPath(new URL("../bundle/programs.cjs", import.meta.url));

/**
 * Loads the server and the command line: from the bundle that `npm run build` makes, which takes a third of the time, and without
 * one from the modules.
 */
export async function loadPrograms(): Promise<Programs> {
  return loadBundle<Programs>(BUNDLE)?.exports ?? import("./programs.js");
}

/** The same from the bundle alone; at the end the process keeps what V8 has compiled, for the next starts. */
export function loadProgramsAndKeepCode(): Programs {
  const bundle = loadBundle<Programs>(BUNDLE);
  if (bundle === null) throw new Error(`There is no ${BUNDLE}.`);
  process.once("exit", bundle.keepCode);
  return bundle.exports;
}
