import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { keepFirst } from "../../../scripts/support/keepFirst.js";

const BUILDS = resolve(".cache/builds");
const A_DAY = 24 * 60 * 60 * 1000;

/**
 * A build that all test files share: made once for what its sources hold, and kept in `.cache`, below the repository, so that its
 * packages are found. Nobody may write into it: copy it first.
 *
 * @param sources - files and folders, whose unit tests do not count
 * @returns its folder
 */
export async function keptBuild(
  name: string,
  sources: readonly string[],
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  const folder = join(BUILDS, `${name}-${digestOf(sources)}`);
  if (existsSync(folder)) return folder;
  mkdirSync(BUILDS, { recursive: true });
  removeOldBuilds();
  return keepFirst(folder, make);
}

function digestOf(paths: readonly string[]): string {
  const digest = createHash("sha256");
  for (const path of paths) {
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
          .map((entry) => join(entry.parentPath, entry.name))
          .sort()
      : [path];
    for (const file of files) digest.update(`${file}\n`).update(readFileSync(file));
  }
  return digest.digest("hex").slice(0, 16);
}

/** Another run may still use a fresh one. */
function removeOldBuilds(): void {
  for (const name of readdirSync(BUILDS)) {
    const build = join(BUILDS, name);
    if (Date.now() - statSync(build).mtimeMs > A_DAY) rmSync(build, { recursive: true, force: true });
  }
}
