import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const VERSION = "0.7.0b3";
const CACHE = fileURLToPath(new URL("../../.cache/", import.meta.url));
const INSTALL_TIMEOUT_MS = 5 * 60_000;

const run = promisify(execFile);

/** The folder of the packages of SecantusDB for tests; the first call installs them with pip and needs the network. */
export async function installSecantusDb(python: string, report: (line: string) => void): Promise<string> {
  const packages = join(CACHE, `secantusdb-${VERSION}`);
  if (existsSync(packages)) return packages;
  report("Installing SecantusDB once.");
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "install-"));
  try {
    const target = join(folder, "packages");
    // A Python of a distribution may have no pip, or refuse to install with it.
    await run(python, ["-m", "venv", join(folder, "venv")], { timeout: INSTALL_TIMEOUT_MS });
    const install = ["install", "--quiet", "--target", target, `secantusdb==${VERSION}`];
    await run(join(folder, "venv/bin/pip"), install, { timeout: INSTALL_TIMEOUT_MS });
    // A rename is atomic: of two installations at once each finds all packages at the end.
    await rename(target, packages).catch((error: unknown) => {
      if (!existsSync(packages)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  return packages;
}
