import { ms, table, times } from "../table.js";
import type { ScenarioResult, Spread, StartResult, StormResult } from "./results.js";

const HEAD = ["CPU µs", "times", "swing", "per second", "p50", "p99", "peak MB"];

export function scenarioTable({ title, contenders }: ScenarioResult): string {
  const rows = contenders.map(({ name, cpu, cpuRatio, perSecond, p50, p99, peak }) => [
    name,
    cpu.toFixed(0),
    times(cpuRatio.median),
    swing(cpuRatio),
    perSecond.toFixed(0),
    ms(p50),
    ms(p99),
    peak.toFixed(0),
  ]);
  return table([[title, ...HEAD], ...rows]);
}

export function startTable(starts: readonly StartResult[]): string {
  const rows = starts.map(({ name, milliseconds, ratio, cpu, cpuRatio }) => [
    name,
    milliseconds.toFixed(0),
    times(ratio.median),
    swing(ratio),
    cpu.toFixed(0),
    times(cpuRatio.median),
  ]);
  return table([["From start to the first answer", "ms", "times", "swing", "CPU ms", "times"], ...rows]);
}

export function stormTable(storms: readonly StormResult[]): string {
  const rows = storms.map(({ size, hashesPerSecond, signInsPerSecond, refused, calm, stormy }) => [
    `${size} at once`,
    hashesPerSecond.toFixed(0),
    signInsPerSecond.toFixed(0),
    times(signInsPerSecond / hashesPerSecond),
    refused.toFixed(0),
    ms(calm.p99),
    ms(stormy.p99),
    times(stormy.p99 / calm.p99),
  ]);
  return table([["Sign-ins", "hashes/s", "sign-ins/s", "times", "refused", "calm p99", "p99", "times"], ...rows]);
}

/** Half of the rounds lay between these. */
function swing({ low, high }: Spread): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}
