import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { keepFirst } from "../../../scripts/support/keepFirst.js";

/** The release before this tree: the commit that it was built from. A release changes it; see CONTRIBUTING.md. */
export const RELEASE_BEFORE = { version: "0.1.0", commit: "bee7bf8650b588e13413be335245837f3e5518fa" };

/** What a build without pages needs of a tree. */
const SOURCES = ["src", "tsconfig.json", "tsconfig.build.json", "package.json", "openapi.json"];
const TSC = resolve("node_modules/typescript/bin/tsc");

/** Whether this clone has the commit. A shallow one has not. */
export function hasReleaseBefore(): boolean {
  try {
    execFileSync("git", ["cat-file", "-e", `${RELEASE_BEFORE.commit}^{commit}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Builds the release before from its commit, once for all runs: the build stays in `.cache`, under the commit's name. It runs
 * with the packages of this tree.
 *
 * @returns the folder of its package, which holds `package.json` and `dist`
 * @throws Error when a package that it needs is no longer installed
 */
export async function buildReleaseBefore(): Promise<string> {
  const folder = resolve(".cache/releases", RELEASE_BEFORE.commit);
  if (!existsSync(folder)) await keepFirst(folder, build);
  const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  const gone = Object.keys(dependencies).filter((name) => !existsSync(join("node_modules", name)));
  if (gone.length > 0)
    throw new Error(`The release before needs ${gone.join(", ")}: keep it in devDependencies until the next release.`);
  return folder;
}

async function build(folder: string): Promise<void> {
  const archive = execFileSync("git", ["archive", RELEASE_BEFORE.commit, ...SOURCES], { maxBuffer: 100 * 1024 * 1024 });
  execFileSync("tar", ["-x", "-C", folder], { input: archive });
  execFileSync(process.execPath, [TSC, "-p", join(folder, "tsconfig.build.json")], { stdio: "inherit" });
}
