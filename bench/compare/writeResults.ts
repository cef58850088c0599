import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { NodeRun, Results } from "./results.js";
import { roundedJson } from "./roundedJson.js";
import { thisMachine } from "./thisMachine.js";

const FILE = "bench/results.json";
const SHOWN = ["express", "fastify", "hono", "better-sqlite3", "@node-rs/argon2", "jsonwebtoken", "bcrypt"];

/** Puts a run into bench/results.json, in place of the one with the same major version of Node. */
export function writeResults(run: NodeRun): void {
  const before = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Results).runs : [];
  const all = [run, ...before.filter((other) => majorOf(other) !== majorOf(run))];
  const results: Results = {
    machine: thisMachine(),
    versions: versions(),
    runs: all.toSorted((a, b) => majorOf(b) - majorOf(a)),
  };
  writeFileSync(FILE, roundedJson(results));
}

function majorOf({ node }: Pick<NodeRun, "node">): number {
  return Number.parseInt(node, 10);
}

function versions(): Record<string, string> {
  const { dependencies, devDependencies } = packageOf("package.json");
  const own: Record<string, string> = { ...devDependencies, ...dependencies };
  const shown = SHOWN.map((name) => [name, own[name] ?? "unknown"] as const);
  return { ...Object.fromEntries(shown), ...packageOf("bench/peers/package.json").dependencies };
}

interface Package {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packageOf(file: string): Package {
  return JSON.parse(readFileSync(file, "utf8")) as Package;
}
