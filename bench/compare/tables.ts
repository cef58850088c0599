import { ms, table, times } from "../table.js";
import type { ScenarioResult, Spread, StartResult } from "./results.js";

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

/** Half of the rounds lay between these. */
function swing({ low, high }: Spread): string {
  return `${low.toFixed(2)} to ${high.toFixed(2)}`;
}
