import { readFileSync } from "node:fs";
import type { Churn, PostgresGrowth, PostgresSize, TableSize } from "../../../bench/growth/postgresGrowth.js";
import type { PostgresResults } from "../../../bench/postgres/postgresResults.js";
import { POSTGRES } from "../../../bench/postgres/postgresResults.js";
import { count } from "../../../proofs/report/count.js";
import type { Parts } from "../fillPage.js";
import { markdownTable } from "../markdownTable.js";
import { ASSUMED, type Plan } from "./plan.js";
import { growthText } from "./tables.js";

const GIGABYTE = 1e9;
/** What one primary is planned for, as a share of the plan's sessions. */
const ONE_PRIMARY = 0.1;

export function postgresGrowth(): PostgresGrowth {
  return JSON.parse(readFileSync("bench/growthPostgres.json", "utf8"));
}

/** What was found on PostgreSQL, and what follows for one primary. */
export function postgresParts(plan: Plan): Parts {
  const growth = postgresGrowth();
  const bench: PostgresResults = JSON.parse(readFileSync("bench/postgres.json", "utf8"));
  const largest = growth.sizes.at(-1);
  if (largest === undefined) throw new Error("bench/growthPostgres.json has no sizes.");
  return {
    "postgres-rows": rowTable(largest, plan),
    "postgres-load": growthText(growth),
    "postgres-refreshes": churnText(growth.churn),
    "postgres-primary": primaryText(bench, plan),
  };
}

function rowTable({ tables, sessions }: PostgresSize, plan: Plan): string {
  const rows = tables.map((size) => [
    `\`${size.table}\``,
    bytesOf(size.heap, size.rows),
    Object.entries(size.indexes)
      .filter(([, bytes]) => bytes >= size.rows)
      .map(([index, bytes]) => `\`${index}\` ${bytesOf(bytes, size.rows)}`)
      .join("; "),
    gigabytes(rowsOfPrimary(size, plan) * bytesARow(size)),
  ]);
  const head = [`at ${count(sessions)} sessions`, "bytes per row", "and in each index", "GB per primary"];
  return markdownTable(head, rows, 3);
}

/** So many rows a primary of a tenth of the plan has. */
function rowsOfPrimary({ table }: TableSize, { stored }: Plan): number {
  return (stored.find(({ collection }) => collection === table)?.count ?? 0) * ONE_PRIMARY;
}

function bytesARow({ heap, indexes, rows }: TableSize): number {
  return (heap + Object.values(indexes).reduce((total, bytes) => total + bytes, 0)) / rows;
}

function bytesOf(bytes: number, rows: number): string {
  return (bytes / rows).toFixed(0);
}

function gigabytes(bytes: number): string {
  return count(Number((bytes / GIGABYTE).toPrecision(3)));
}

function churnText(churn: Churn): string {
  const { refreshes, inUse, days, hotShare, before, after, autovacuum, vacuumSeconds } = churn;
  const grown = (now: number, then: number) => `${(now / then).toFixed(2)}×`;
  const indexes = Object.entries(after.indexes).map(
    ([name, bytes]) => `\`${name}\` ${grown(bytes, before.indexes[name] ?? Number.NaN)}`,
  );
  return [
    `${count(refreshes)} refreshes of ${count(inUse)} living sessions out of ${count(churn.sessions)}, ${days.toFixed(1)} days by their clock:`,
    `${(hotShare * 100).toFixed(0)} % of the updates were HOT, which write no index.`,
    `The table grew to ${grown(after.heap, before.heap)}; the indexes: ${indexes.join(", ")}.`,
    `Autovacuum ran ${autovacuum.runs} times; a VACUUM afterwards took ${vacuumSeconds.toFixed(0)} s.`,
  ].join(" ");
}

/** The cores that the peak of a tenth of the plan keeps busy, by the CPU that PostgreSQL used in the benchmark. */
function primaryText({ stores }: PostgresResults, plan: Plan): string {
  const verify = databaseCpuOf(stores, "verify-32");
  const refresh = databaseCpuOf(stores, "refresh-32");
  const [verifies, writes] = [plan.verifies * ONE_PRIMARY, (plan.sessionWrites + 2 * plan.signIns) * ONE_PRIMARY];
  const cores = (verifies * verify + writes * refresh) / 1e6;
  return [
    `At ${count(ASSUMED.sessions * ONE_PRIMARY)} sessions and the habits assumed below, the peak is ${count(Math.round(verifies))} protected`,
    `requests and ${count(Math.round(writes))} writes a second. At ${verify.toFixed(0)} and ${refresh.toFixed(0)} µs of PostgreSQL's CPU each that is`,
    `${cores.toFixed(1)} cores.`,
  ].join(" ");
}

function databaseCpuOf(stores: PostgresResults["stores"], scenario: string): number {
  const side = stores.find(({ name }) => name === scenario)?.sides.find(({ name }) => name === POSTGRES);
  if (side?.databaseCpu === undefined || side.databaseCpu === null)
    throw new Error(`bench/postgres.json has no ${scenario}.`);
  return side.databaseCpu;
}
