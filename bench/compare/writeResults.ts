import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import type { Results } from "./results.js";

const SHOWN = ["express", "better-sqlite3", "@node-rs/argon2", "jsonwebtoken", "bcrypt"];

/** Writes bench/results.json. Of the machine it tells the processor and the number of cores, and nothing else. */
export function writeResults(found: Pick<Results, "scenarios" | "storms" | "starts" | "durableWrite">): void {
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: availableParallelism() },
    versions: versions(),
    ...found,
  };
  // Digits beyond these are noise.
  const text = JSON.stringify(results, (_key, value) => (typeof value === "number" ? shortened(value) : value), 2);
  writeFileSync("bench/results.json", `${text}\n`);
}

function shortened(value: number): number {
  return Number(value.toPrecision(4));
}

function versions(): Record<string, string> {
  const own = dependenciesOf("package.json");
  const shown = SHOWN.map((name) => [name, own[name] ?? "unknown"] as const);
  return { node: process.versions.node, ...Object.fromEntries(shown), ...dependenciesOf("bench/peers/package.json") };
}

function dependenciesOf(file: string): Record<string, string> {
  return (JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> }).dependencies;
}
