import { ms, table, times } from "../table.js";
import { POSTGRES_GOALS, reachedOf, type StoreResult } from "./postgresResults.js";

export function storeTable({ title, sides }: StoreResult): string {
  const head = ["node µs", "times", "swing", "PostgreSQL µs", "per second", "p50", "p99"];
  const rows = sides.map(({ name, cpu, cpuRatio, databaseCpu, perSecond, p50, p99 }) => [
    name,
    cpu.toFixed(1),
    times(cpuRatio.median),
    `${cpuRatio.low.toFixed(2)} to ${cpuRatio.high.toFixed(2)}`,
    databaseCpu?.toFixed(1) ?? "",
    perSecond.toFixed(0),
    ms(p50),
    ms(p99),
  ]);
  return table([[title, ...head], ...rows]);
}

export function goalTable(stores: readonly StoreResult[]): string {
  const rows = POSTGRES_GOALS.map((goal) => {
    const reached = reachedOf(goal, stores);
    const verdict = reached === undefined ? "" : reached <= goal.limit ? "met" : "not met";
    return [
      goal.what,
      `${goal.limit}${goal.unit}`,
      reached === undefined ? "" : reached.toFixed(2) + goal.unit,
      verdict,
    ];
  });
  return table([["PostgreSQL", "at most", "reached", ""], ...rows]);
}
