import { parseArgs } from "node:util";
import { type StormStore, stormDatabases } from "./stormDatabases.js";

export interface StormOptions {
  readonly help: boolean;
  readonly store: StormStore;
  readonly write: boolean;
  readonly kills: number;
}

const FULL = 1000;

export const HELP = `Honest browsers and workers refresh without a pause through two server processes on one database. Each server is
killed with SIGKILL at a random moment after it began to listen, and started again. Prints what came of it.

  npm run faults:storm                    ${FULL} kills, in ten to thirty minutes on two cores
  npm run faults:storm -- --kills 50      fewer
  npm run faults:storm -- --store postgres    on PostgreSQL, whose server is killed too; SQLite otherwise
  npm run faults:storm -- --write         writes the figures into proofs/storm/ too, for the documents

It ends with 1 when an honest client was signed out, a spent token was accepted, a write was lost or the database is damaged.
`;

/** Throws an error that says what is wrong with the command line. */
export function readStormOptions(args: readonly string[]): StormOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      store: { type: "string", default: "sqlite" },
      kills: { type: "string", default: String(FULL) },
    },
  });
  const kills = Number(values.kills);
  if (!Number.isInteger(kills) || kills < 1)
    throw new Error(`--kills is a number of 1 or more, and not ${values.kills}`);
  if (!isStore(values.store)) {
    throw new Error(`--store is one of ${Object.keys(stormDatabases).join(", ")}, and not ${values.store}`);
  }
  return { help: values.help, write: values.write, store: values.store, kills };
}

function isStore(name: string): name is StormStore {
  return Object.hasOwn(stormDatabases, name);
}
