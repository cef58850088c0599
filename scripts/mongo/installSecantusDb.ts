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

/** The Python that has SecantusDB, for tests; the first call installs it with pip and needs the network. */
export async function installSecantusDb(python: string, report: (line: string) => void): Promise<string> {
  const place = join(CACHE, `secantusdb-${VERSION}`);
  const installed = join(place, "bin/python");
  if (existsSync(installed)) return installed;
  report("Installing SecantusDB once.");
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "install-"));
  try {
    const environment = join(folder, "environment");
    // A Python of a distribution may have no pip, or refuse to install with it.
    await run(python, ["-m", "venv", environment], { timeout: INSTALL_TIMEOUT_MS });
    // Without a wheel for this machine pip would compile a storage engine, if it could.
    const install = ["-m", "pip", "install", "--quiet", "--only-binary", "secantusdb", `secantusdb==${VERSION}`];
    await run(join(environment, "bin/python"), install, { timeout: INSTALL_TIMEOUT_MS });
    // A rename is atomic: of two installations at once each finds all of it at the end.
    await rename(environment, place).catch((error: unknown) => {
      if (!existsSync(installed)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true });
  }
  return installed;
}
