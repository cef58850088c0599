import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { keepFirst } from "../../../scripts/support/keepFirst.js";
import { builtPackage } from "./builtPackage.js";

const PROGRAMS = resolve(".cache/programs");
const OPTIONS = JSON.parse(readFileSync("scripts/support/bundleOptions.json", "utf8")) as BuildOptions;

/**
 * A TypeScript program of the tests in one file, which starts as the built server does: in a fraction of the time that its modules
 * take. It is built once for all test files and kept in `.cache`.
 *
 * @param source - from the root of the repository; it awaits nothing at its top
 * @param warmUp - runs the file once, in a process that ends in order: what V8 has compiled by then is kept
 * @returns the file to run
 */
export async function builtProgram(source: string, warmUp: (file: string) => Promise<void>): Promise<string> {
  const dist = join(await builtPackage(), "dist");
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: [source],
    // It finds the same files as the bundle of the package.
    define: { "import.meta.url": JSON.stringify(pathToFileURL(join(dist, "bundle/programs.cjs")).href) },
    write: false,
    logLevel: "error",
  });
  const [{ text } = { text: "" }] = outputFiles;
  const run = runnerOf(join(dist, "start/loadBundle.js"));
  const digest = createHash("sha256").update(text).update(run).digest("hex").slice(0, 16);
  const folder = join(PROGRAMS, digest);
  if (!existsSync(folder)) {
    mkdirSync(PROGRAMS, { recursive: true });
    await keepFirst(folder, async (unfinished) => {
      writeFileSync(join(unfinished, "program.cjs"), text);
      writeFileSync(join(unfinished, "run.mjs"), run);
      writeFileSync(join(unfinished, "keepCode.mjs"), `${run}process.once("exit", keepCode);\n`);
      await warmUp(join(unfinished, "keepCode.mjs"));
    });
  }
  return join(folder, "run.mjs");
}

function runnerOf(loader: string): string {
  return `import { loadBundle } from ${JSON.stringify(loader)};
import { fileURLToPath } from "node:url";
const { keepCode } = loadBundle(fileURLToPath(new URL("program.cjs", import.meta.url)));
`;
}
