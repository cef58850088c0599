import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";
import { keepFirst } from "../../../scripts/support/keepFirst.js";
import { builtPackage } from "../process/builtPackage.js";

/** A folder of an app that has installed the package with its pages, below the repository, so that Express is found. */
export async function installWithPages(): Promise<{ folder: string; remove(): void }> {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(resolve(".cache/host-"));
  const installed = join(folder, "node_modules/latchkey");
  cpSync(await builtPackage(), installed, { recursive: true });
  await buildPagesInto(join(installed, "dist/pages"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The pages of this tree's own `dist`, which the library shows when it runs from its sources. Any build is good enough. */
export async function pagesInDist(): Promise<void> {
  if (existsSync("dist/pages/index.html")) return;
  await keepFirst(resolve("dist/pages"), buildPagesInto);
}

async function buildPagesInto(outDir: string): Promise<void> {
  await build({ configFile: resolve("web/vite.config.ts"), logLevel: "error", build: { outDir, emptyOutDir: true } });
}
