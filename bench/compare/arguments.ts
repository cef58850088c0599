import { parseArgs } from "node:util";
import { SCENARIOS } from "./contenders.js";

const NAMES = [...SCENARIOS.map(({ name }) => name), "storm", "start"];

export const HELP = `Usage: npm run bench -- [--quick] [--only <part>[,<part>...]] [--no-peers]

Measures Latchkey and its peers side by side: each server a process on one core, the load on the other.
Without options everything is measured, which takes 25 minutes, and bench/results.json is written for "npm run docs".

  --quick        Latchkey and bare Express alone, in a minute; fails when Latchkey's share of CPU is more than twice
                 the one in bench/recorded.json. Writes nothing.
  --only <part>  One of ${NAMES.join(", ")}; several with commas. Writes nothing.
  --no-peers     Without what is installed in bench/peers. Writes nothing.
  --record       Writes bench/recorded.json from a quick run.
  --help         This text.

First, for the peers: npm ci --prefix bench/peers
`;

export interface BenchArguments {
  readonly help: boolean;
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
    },
  });
  const only = values.only?.split(",") ?? [];
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) throw new Error(`--only knows no part "${unknown}": ${NAMES.join(", ")}`);
  return { help: values.help, quick: values.quick, peers: !values["no-peers"], record: values.record, only };
}
