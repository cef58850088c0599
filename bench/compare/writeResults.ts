import { readFileSync, writeFileSync } from "node:fs";
import type { Results } from "./results.js";
import { roundedJson } from "./roundedJson.js";
import { thisMachine } from "./thisMachine.js";

const SHOWN = ["express", "better-sqlite3", "@node-rs/argon2", "jsonwebtoken", "bcrypt"];

/** Writes bench/results.json. */
export function writeResults(found: Pick<Results, "scenarios" | "storms" | "starts" | "durableWrite">): void {
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    versions: versions(),
    ...found,
  };
  writeFileSync("bench/results.json", roundedJson(results));
}

function versions(): Record<string, string> {
  const own = dependenciesOf("package.json");
  const shown = SHOWN.map((name) => [name, own[name] ?? "unknown"] as const);
  return { node: process.versions.node, ...Object.fromEntries(shown), ...dependenciesOf("bench/peers/package.json") };
}

function dependenciesOf(file: string): Record<string, string> {
  return (JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> }).dependencies;
}
