import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { keepFirst } from "../../../scripts/support/keepFirst.js";

const BUILDS = resolve(".cache/builds");
const TSC = resolve("node_modules/typescript/bin/tsc");
const BESIDE = ["package.json", "openapi.json", "templates"];
const SCRIPTS = [
  "bundle.mjs",
  "copyViewer.mjs",
  "support/bundleOptions.json",
  "support/licensesOf.mjs",
  "support/withoutPackages.mjs",
  "warmUp.mjs",
];
const SOURCES = [
  "src",
  ...SCRIPTS.map((script) => `scripts/${script}`),
  "tsconfig.json",
  "tsconfig.build.json",
  "package-lock.json",
  ...BESIDE,
];
const A_DAY = 24 * 60 * 60 * 1000;

let built: Promise<string> | undefined;

/**
 * This tree as a package without pages. It is built once for all test files and kept in `.cache`, below the repository, so that
 * its packages are found. Nobody may write into it: copy it first.
 *
 * @returns its folder
 */
export function builtPackage(): Promise<string> {
  built ??= findOrBuild();
  return built;
}

async function findOrBuild(): Promise<string> {
  const folder = join(BUILDS, digestOf(SOURCES));
  if (existsSync(folder)) return folder;
  mkdirSync(BUILDS, { recursive: true });
  removeOldBuilds();
  return keepFirst(folder, async (unfinished) => {
    // The types are another check's business; here only what the compiler writes counts.
    await new Promise<void>((done) => {
      execFile(process.execPath, [TSC, "-p", "tsconfig.build.json", "--outDir", join(unfinished, "dist")], () =>
        done(),
      );
    });
    for (const file of BESIDE) cpSync(file, join(unfinished, file), { recursive: true });
    for (const script of ["bundle", "copyViewer", "warmUp"])
      execFileSync(process.execPath, [`scripts/${script}.mjs`, join(unfinished, "dist")]);
  });
}

function digestOf(paths: readonly string[]): string {
  const digest = createHash("sha256");
  for (const path of paths) {
    const files = statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
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
