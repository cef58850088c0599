import { readFileSync, writeFileSync } from "node:fs";
import type { ScenarioResult } from "./results.js";

const FILE = "bench/recorded.json";
/** A shared machine swings: what costs so many times what was recorded, twice in a row, has become more expensive. */
const MOST = 1.5;

/** How many times the CPU of bare Express, by the name of what was measured. */
type Ratios = Record<string, number>;
/** By the major version of Node: its Express costs three times as much on one as on another. */
type Recorded = Record<string, Ratios>;

function ratiosOf(scenarios: readonly ScenarioResult[]): Ratios {
  const entries = scenarios.flatMap(({ name, contenders }) =>
    contenders.slice(1).map((one) => [`${name}: ${one.name}`, Number(one.cpuRatio.median.toFixed(2))] as const),
  );
  return Object.fromEntries(entries);
}

function readRecorded(): Recorded {
  return JSON.parse(readFileSync(FILE, "utf8")) as Recorded;
}

/** Keeps the ratios of this run for later runs to be compared with. */
export function record(release: string, scenarios: readonly ScenarioResult[]): void {
  writeFileSync(FILE, `${JSON.stringify({ ...readRecorded(), [release]: ratiosOf(scenarios) }, null, 2)}\n`);
}

export function isRecorded(release: string): boolean {
  return readRecorded()[release] !== undefined;
}

/** What costs more than the recorded figures allow, a line each. Empty when none are recorded for that Node. */
export function losses(release: string, scenarios: readonly ScenarioResult[]): string[] {
  const recorded = readRecorded()[release] ?? {};
  return Object.entries(ratiosOf(scenarios)).flatMap(([name, ratio]) => {
    const before = recorded[name];
    if (before === undefined || ratio <= MOST * before) return [];
    const now = `${ratio.toFixed(2)} times the CPU of bare Express`;
    return [`Node ${release}, ${name}: ${now}, and ${before.toFixed(2)} times when it was recorded.`];
  });
}
