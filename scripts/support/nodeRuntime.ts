import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { keepFirst } from "./keepFirst.js";
import { NODE_PACKAGE, npm } from "./npm.js";

/** A version of Node, and a tree whose programs run with it. */
export interface NodeRuntime {
  /** Such as `24.22.3`. */
  readonly version: string;
  readonly node: string;
  /** This tree, or a copy of it beside a native module of that version. */
  readonly root: string;
}

/** Exact, so that tomorrow's run has the same Node as today's. */
const RELEASES: Readonly<Record<string, string>> = { "20": "20.20.2", "24": "24.22.3" };
/** It is compiled for one version of Node. bcrypt and @node-rs/argon2 use Node-API, which every version has. */
const NATIVE = "better-sqlite3";
/** Of the list of files that git knows. */
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/**
 * This process's Node and this tree when that is the release; otherwise another Node and a copy of the tree, in `.cache`. npm fetches that
 * Node and compiles the native module once. The copy is made each time.
 *
 * @param release a major version, such as `24`
 * @throws a line for the user when npm cannot fetch it or the compiler fails
 */
export async function nodeRuntime(release: string): Promise<NodeRuntime> {
  if (process.versions.node.startsWith(`${release}.`)) {
    return { version: process.versions.node, node: process.execPath, root: resolve(".") };
  }
  const version = RELEASES[release];
  if (version === undefined) throw new Error(`Node "${release}" is none of ${Object.keys(RELEASES).join(", ")}.`);
  const native = nativeVersion();
  const folder = resolve(".cache/node", `${version}-${NATIVE}-${native}`);
  if (!existsSync(folder)) await keepFirst(folder, (unfinished) => install(unfinished, version, native));
  return { version, node: programIn(folder), root: await copyTree(join(folder, "tree")) };
}

function nativeVersion(): string {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  return dependencies[NATIVE] ?? "latest";
}

function programIn(folder: string): string {
  return join(folder, "node_modules", NODE_PACKAGE, "bin/node");
}

async function install(folder: string, version: string, native: string): Promise<void> {
  // npm 12 runs only the install scripts that are allowed.
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, allowScripts: { [NATIVE]: true } }));
  process.stderr.write(`Node ${version}: npm fetches it …\n`);
  await npm(folder, process.execPath, "install", `${NODE_PACKAGE}@${version}`);
  process.stderr.write(`Node ${version}: npm compiles ${NATIVE} for it, which takes a minute or two …\n`);
  await npm(folder, programIn(folder), "install", `${NATIVE}@${native}`);
}

/** What git does not ignore, the build, and links to the packages. */
async function copyTree(tree: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { maxBuffer: MAX_LIST_BYTES },
  );
  rmSync(tree, { recursive: true, force: true });
  // A file that is deleted but not committed is listed, too.
  const paths = [...stdout.split("\0"), "dist"].filter((path) => path !== "" && existsSync(path));
  for (const path of paths) cpSync(path, join(tree, path), { recursive: true });
  for (const packages of ["node_modules", "bench/peers/node_modules"]) linkPackages(packages, join(tree, packages));
  return tree;
}

/** All but the native module: Node finds the compiled one in a folder above the copy. */
function linkPackages(from: string, to: string): void {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== NATIVE && !name.startsWith(".")) symlinkSync(resolve(from, name), join(to, name));
  }
}
