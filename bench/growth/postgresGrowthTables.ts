import { table } from "../table.js";
import type { Churn, PostgresSize, TableSize } from "./postgresGrowth.js";

/** Bytes of a row, of the table and of each index on it. */
export function postgresSizeTable(sizes: readonly PostgresSize[]): string {
  const rows = sizes.flatMap(({ name, tables }) =>
    tables.map(({ table: of, rows: count, heap, indexes }) => [
      `${name}: ${of}`,
      ((heap + sum(indexes)) / 1e6).toFixed(1),
      (heap / count).toFixed(0),
      Object.entries(indexes)
        .map(([index, bytes]) => `${index} ${(bytes / count).toFixed(0)}`)
        .join(", "),
    ]),
  );
  return table([["Sessions: table", "MB", "bytes a row", "and in each index"], ...rows]);
}

export function churnTable(churn: Churn): string {
  const { refreshes, inUse, days, seconds, hotShare, before, after, deadRows, autovacuum, vacuumSeconds } = churn;
  const growth = (part: (size: TableSize) => number) => `${(part(after) / part(before)).toFixed(2)}x`;
  return table([
    [`${refreshes} refreshes of ${inUse} sessions`, ""],
    ["days by their clock", days.toFixed(1)],
    ["seconds", seconds.toFixed(0)],
    ["HOT, of the updates", `${(hotShare * 100).toFixed(1)} %`],
    ["table, against before", growth(({ heap }) => heap)],
    ...Object.keys(before.indexes).map((name) => [
      `index ${name}`,
      growth(({ indexes }) => indexes[name] ?? Number.NaN),
    ]),
    ["dead rows at the end", String(deadRows)],
    ["runs of autovacuum", String(autovacuum.runs)],
    ["seconds in which it worked", String(autovacuum.seconds)],
    ["seconds of a VACUUM afterwards", vacuumSeconds.toFixed(1)],
  ]);
}

function sum(sizes: Readonly<Record<string, number>>): number {
  return Object.values(sizes).reduce((total, bytes) => total + bytes, 0);
}
