import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const CONFIG = fileURLToPath(new URL("../../../web/vite.config.ts", import.meta.url));

/** Builds the pages as `npm run build` does, into a folder of its own. */
export async function buildPages(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), "latchkey-pages-"));
  await build({ configFile: CONFIG, logLevel: "error", build: { outDir, emptyOutDir: true } });
  return outDir;
}
