import { parseArgs } from "node:util";
import { sourceFiles } from "./sources.js";

export interface Options {
  readonly help: boolean;
  readonly write: boolean;
  readonly files: readonly string[];
}

export const HELP = `Breaks the code of src/services/session in every way that it knows, one change at a time, and asks whether a check notices:
the tests of these services, the compiler and, for the rotation rule, the explorer. What nothing notices is a survivor.
Stryker changes operators, conditions, literals and blocks; besides, every statement and every field is taken
out, and every number is made one larger.

First, once: npm ci --ignore-scripts --prefix scripts/mutate/stryker

  npm run mutate                    every file
  npm run mutate -- --only FILE     one file, such as rotation.ts (may be repeated)
  npm run mutate -- --write         every file, and scripts/mutate/figures.json for the documents

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
    },
  });
  const { help, write, only } = values;
  if (write && only.length > 0) throw new Error("--write is for a full run");
  return { help, write, files: only.length === 0 ? sourceFiles() : only.map(fileNamed) };
}

function fileNamed(name: string): string {
  const file = sourceFiles().find((path) => path === name || path.endsWith(`/${name}`));
  if (file === undefined) throw new Error(`there is no ${name} in src/services/session`);
  return file;
}
