import { fileURLToPath } from "node:url";
import { build } from "vite";
import { keptBuild } from "../process/keptBuild.js";

const CONFIG = fileURLToPath(new URL("../../../web/vite.config.ts", import.meta.url));
const SOURCES = ["web", "packages/client/src", "src/language", "package-lock.json"];

let built: Promise<string> | undefined;

/**
 * The pages as `npm run build` makes them, as {@link keptBuild} keeps them.
 *
 * @returns their folder
 */
export function builtPages(): Promise<string> {
  built ??= keptBuild("pages", SOURCES, async (outDir) => {
    await build({ configFile: CONFIG, logLevel: "error", build: { outDir, emptyOutDir: true } });
  });
  return built;
}
