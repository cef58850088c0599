import { parseArgs } from "node:util";
import { STORE_SCENARIOS } from "../postgres/storeScenarios.js";
import { SCENARIOS } from "./contenders.js";

const NAMES = [...SCENARIOS.map(({ name }) => name), "storm", "start"];
const POSTGRES_NAMES = [...STORE_SCENARIOS.map(({ name }) => name), "route", "route-refresh"];

/** The reference first. */
const RELEASES = "24,20";
const POSTGRES_RELEASE = "24";

export const HELP = `Usage: npm run bench -- [--node <release>[,<release>...]] [--quick] [--only <part>[,<part>...]] [--no-peers]
       npm run bench -- --store postgres [--node <release>] [--only <part>[,<part>...]] [--no-peers]

Measures Latchkey and its peers side by side: each server a process on one core, the load on the other.
Without options everything is measured, which takes 30 minutes a version of Node, and bench/results.json is written for "npm run docs".

  --node <release>
                 The versions of Node that the servers run with, ${RELEASES} unless it says otherwise. Those that are not this one are
                 fetched by npm into .cache/node, once.
  --quick        Latchkey and bare Express alone, in a minute a version; fails when Latchkey costs more than 1.5 times the
                 share of CPU in bench/recorded.json, twice in a row. Writes nothing.
  --only <part>  One of ${NAMES.join(", ")}; several with commas. Writes nothing.
  --no-peers     Without what is installed in bench/peers. Writes nothing.
  --store postgres
                 The store on PostgreSQL, started for this, beside SQLite, Better Auth and a model of SuperTokens, with the goals
                 beside the figures. It takes six minutes on Node ${POSTGRES_RELEASE} and writes bench/postgres.json for "npm run docs".
                 The parts of --only are then ${POSTGRES_NAMES.join(", ")}.
  --record       Writes bench/recorded.json from a quick run.
  --help         This text.

First, for the peers: npm ci --prefix bench/peers
`;

export interface BenchArguments {
  readonly help: boolean;
  readonly store: "postgres" | null;
  /** Major versions of Node. */
  readonly releases: readonly string[];
  readonly quick: boolean;
  readonly peers: boolean;
  readonly record: boolean;
  readonly only: readonly string[];
}

/** @throws a line for the user when an option or a part is unknown */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      "no-peers": { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      only: { type: "string" },
      node: { type: "string" },
      store: { type: "string" },
    },
  });
  const { help, quick, record } = values;
  const store = readStore(values.store);
  if (store !== null && (quick || record)) throw new Error("--store takes neither --quick nor --record.");
  const names = store === null ? NAMES : POSTGRES_NAMES;
  const only = values.only?.split(",") ?? [];
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only knows no part "${unknown}": ${names.join(", ")}`);
  const node = values.node ?? (store === null ? RELEASES : POSTGRES_RELEASE);
  return { help, store, quick, peers: !values["no-peers"], record, only, releases: node.split(",") };
}

function readStore(text: string | undefined): BenchArguments["store"] {
  if (text === undefined) return null;
  if (text === "postgres") return text;
  throw new Error(`--store takes postgres, not "${text}".`);
}
