import { execFile, execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { keptBuild } from "./keptBuild.js";

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

let built: Promise<string> | undefined;

/**
 * This tree as a package without pages, as {@link keptBuild} keeps it.
 *
 * @returns its folder
 */
export function builtPackage(): Promise<string> {
  built ??= keptBuild("package", SOURCES, buildPackage);
  return built;
}

async function buildPackage(unfinished: string): Promise<void> {
  // The types are another check's business; here only what the compiler writes counts.
  await new Promise<void>((done) => {
    execFile(process.execPath, [TSC, "-p", "tsconfig.build.json", "--outDir", join(unfinished, "dist")], () => done());
  });
  for (const file of BESIDE) cpSync(file, join(unfinished, file), { recursive: true });
  for (const script of ["bundle", "copyViewer", "warmUp"])
    execFileSync(process.execPath, [`scripts/${script}.mjs`, join(unfinished, "dist")]);
}
