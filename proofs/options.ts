import { parseArgs } from "node:util";
import { LIMITS } from "./limits.js";
import { MUTANTS } from "./mutants/index.js";
import { WORLDS } from "./worlds.js";

export interface Options {
  readonly help: boolean;
  readonly quick: boolean;
  readonly write: boolean;
  /** The second model alone. */
  readonly identity: boolean;
  readonly worlds: readonly string[];
  readonly mutants: readonly string[];
  readonly limits: readonly string[];
}

export const HELP = `Explores every state of small worlds in which the shipped rotation rule runs, and checks its invariants in each.
Then runs the rules of other systems and earlier wordings of this one, which must all break something, and the shipped rule
in worlds beyond its promise, which must break it.

A second model is of sign-in and second factors: a thief who holds any of an owner's secrets takes every sequence of steps through
the shipped decisions. It finds what the thief reaches, what the owner sees and how the owner gets the account back.

  npm run prove                     every world, every mutant and every limit
  npm run prove -- --quick          the same in smaller worlds, in under a minute
  npm run prove -- --world NAME     one world (may be repeated)
  npm run prove -- --mutant NAME    one mutant (may be repeated), with its story
  npm run prove -- --limit NAME     one limit of the promise (may be repeated), with its story
  npm run prove -- --identity       the second model alone: the blast radius of each secret, in seconds
  npm run prove -- --write          everything, and the figures for the documents; with --identity the second model's alone

Worlds:   ${WORLDS.map(({ name }) => name).join(", ")}
Mutants:  ${MUTANTS.map(({ name }) => name).join(", ")}
Limits:   ${LIMITS.map(({ name }) => name).join(", ")}

It ends with 1 when an invariant is broken, or a mutant or a limit breaks none.
`;

/** Throws an error that says what is wrong with the command line. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      identity: { type: "boolean", default: false },
      world: { type: "string", multiple: true, default: [] },
      mutant: { type: "string", multiple: true, default: [] },
      limit: { type: "string", multiple: true, default: [] },
    },
  });
  assertKnown("world", values.world, WORLDS);
  assertKnown("mutant", values.mutant, MUTANTS);
  assertKnown("limit", values.limit, LIMITS);
  const { help, quick, write, identity, world: worlds, mutant: mutants, limit: limits } = values;
  const named = worlds.length + mutants.length + limits.length;
  if (write && (quick || named > 0)) throw new Error("--write is for a full run");
  if (identity && named > 0) throw new Error("--identity is a run of its own");
  return { help, quick, write, identity, worlds, mutants, limits };
}

function assertKnown(what: string, names: readonly string[], known: readonly { name: string }[]): void {
  const stranger = names.find((name) => !known.some((one) => one.name === name));
  if (stranger !== undefined) throw new Error(`there is no ${what} ${stranger}: --help lists them`);
}
