import { readFileSync, writeFileSync } from "node:fs";
import type { ScenarioResult } from "./results.js";

const FILE = "bench/recorded.json";
/** A shared machine swings; only a gross loss is worth a failure. */
const GROSS = 2;

type Ratios = Record<string, number>;

function ratiosOf(scenarios: readonly ScenarioResult[]): Ratios {
  const entries = scenarios.flatMap(({ name, contenders }) =>
    contenders.slice(1).map((one) => [`${name}: ${one.name}`, Number(one.cpuRatio.median.toFixed(2))] as const),
  );
  return Object.fromEntries(entries);
}

/** Keeps the ratios of this run for later ones to be held against. */
export function record(scenarios: readonly ScenarioResult[]): void {
  writeFileSync(FILE, `${JSON.stringify(ratiosOf(scenarios), null, 2)}\n`);
}

/** What became more than twice as costly, against bare Express, as it was when it was recorded; a line each. */
export function grossLosses(scenarios: readonly ScenarioResult[]): string[] {
  const recorded = JSON.parse(readFileSync(FILE, "utf8")) as Ratios;
  return Object.entries(ratiosOf(scenarios)).flatMap(([name, ratio]) => {
    const before = recorded[name];
    if (before === undefined || ratio <= GROSS * before) return [];
    return [`${name} takes ${ratio.toFixed(2)} times the CPU of bare Express; recorded are ${before.toFixed(2)}.`];
  });
}
