import { fileURLToPath } from "node:url";
import { build } from "vite";
import { temporaryFolder } from "../../support/temporaryFolder.js";

const WEB = fileURLToPath(new URL("../../../web", import.meta.url));

/** Builds the pages as `npm run build` does, into a folder that goes when the tests of the file have ended. */
export async function buildPages(): Promise<string> {
  const outDir = temporaryFolder();
  await build({
    root: WEB,
    configFile: `${WEB}/vite.config.ts`,
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
