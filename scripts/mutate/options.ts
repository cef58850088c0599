import { parseArgs } from "node:util";
import { FOLDERS, type Folder, sourceFiles } from "./sources.js";

export interface Options {
  readonly help: boolean;
  readonly write: boolean;
  /** Each with those of its files that are asked for. */
  readonly runs: readonly Run[];
}

export interface Run {
  readonly folder: Folder;
  readonly files: readonly string[];
}

export const HELP = `Breaks the code of ${FOLDERS.join(" and ")} in every way that it knows, one change at a time, and asks whether a check notices:
the tests of these services, the compiler and, for the pure decisions, the explorer. What nothing notices is a survivor.
Stryker changes operators, conditions, literals and blocks; besides, every statement and every field is taken
out, and every number is made one larger.

First, once: npm ci --ignore-scripts --prefix scripts/mutate/stryker

  npm run mutate                    every file
  npm run mutate -- --only FILE     one file, such as rotation.ts (may be repeated)
  npm run mutate -- --folder NAME   one folder: ${FOLDERS.map(nameOf).join(", ")}
  npm run mutate -- --write         every file, and scripts/mutate/figures.json for the documents; with --folder, its figures alone

It ends with 1 when a survivor has no explanation in scripts/mutate/explained.ts, or an explanation no survivor.
`;

/** Throws an error that says what is wrong with the command line. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      folder: { type: "string" },
    },
  });
  const { help, write, only, folder } = values;
  if (write && only.length > 0) throw new Error("--write is for every file of a folder");
  const folders = folder === undefined ? FOLDERS : [folderNamed(folder)];
  const all = folders.map((one) => ({ folder: one, files: sourceFiles(one) }));
  return { help, write, runs: only.length === 0 ? all : runsOf(only, all) };
}

function folderNamed(name: string): Folder {
  const found = FOLDERS.find((folder) => folder === name || nameOf(folder) === name);
  if (found === undefined) throw new Error(`there is no folder ${name}: ${FOLDERS.map(nameOf).join(", ")}`);
  return found;
}

/** Throws when a name belongs to no file. */
function runsOf(only: readonly string[], all: readonly Run[]): Run[] {
  const isNamed = (path: string, name: string) => path === name || path.endsWith(`/${name}`);
  const unknown = only.find((name) => !all.some(({ files }) => files.some((path) => isNamed(path, name))));
  if (unknown !== undefined) throw new Error(`there is no ${unknown} in ${FOLDERS.join(" or ")}`);
  return all
    .map(({ folder, files }) => ({ folder, files: files.filter((path) => only.some((name) => isNamed(path, name))) }))
    .filter(({ files }) => files.length > 0);
}

function nameOf(folder: string): string {
  return folder.replace(/^.*\//, "");
}
