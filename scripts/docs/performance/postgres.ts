import { readFileSync } from "node:fs";
import type { Measured, ScenarioResult } from "../../../bench/compare/results.js";
import {
  POSTGRES,
  POSTGRES_GOALS,
  type PostgresResults,
  SQLITE,
  type StoreResult,
  type StoreSide,
} from "../../../bench/postgres/postgresResults.js";
import { markdownTable } from "../markdownTable.js";

function readPostgres(): PostgresResults {
  return JSON.parse(readFileSync("bench/postgres.json", "utf8"));
}

/** What a store on PostgreSQL costs against one on SQLite, and what a route costs beside peers. */
export function postgresPart(): string {
  const { date, versions, stores, routes } = readPostgres();
  const rows = POSTGRES_GOALS.map((goal) => {
    const { sides } = resultOf(stores, goal.scenario);
    const [sqlite, postgres] = [sideOf(sides, SQLITE), sideOf(sides, POSTGRES)];
    const reached = goal.measure(postgres);
    return [
      goal.what,
      sqlite.cpu.toFixed(0),
      postgres.cpu.toFixed(0),
      `${goal.limit}${goal.unit}`,
      `${reached.toFixed(2)}${goal.unit}, ${reached <= goal.limit ? "met" : "not met"}`,
    ];
  });
  const head = ["", "SQLite, µs", "PostgreSQL, µs", "at most", "reached"];
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    `Measured on ${date} with ${used.join(", ")}:`,
    markdownTable(head, rows, 1),
    routes.map(routeText).join("\n"),
  ].join("\n\n");
}

function resultOf(stores: readonly StoreResult[], scenario: string): StoreResult {
  const found = stores.find(({ name }) => name === scenario);
  if (found === undefined) throw new Error(`bench/postgres.json has no "${scenario}".`);
  return found;
}

/** CPU of a request, of all sides of a scenario. */
function routeText({ title, contenders }: ScenarioResult): string {
  const sides = contenders.map(({ name, cpu }) => `${name} ${cpu.toFixed(0)} µs`);
  return `- ${title}: ${sides.join("; ")}.`;
}

/** Everything that the run measured. */
export function postgresFigures(): string {
  const { date, versions, stores, routes } = readPostgres();
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const sections = [...stores.map(storeSection), ...routes.map(routeSection)];
  return [`Measured on ${date} with ${used.join(", ")}.`, ...sections].join("\n\n");
}

function storeSection({ title, rounds, sides }: StoreResult): string {
  const rows = sides.map(({ name, cpu, cpuRatio: { median, low, high }, databaseCpu, perSecond, p50, p99 }) => [
    name,
    cpu.toFixed(1),
    `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
    databaseCpu?.toFixed(1) ?? "",
    perSecond.toFixed(0),
    p50.toFixed(3),
    p99.toFixed(2),
  ]);
  const head = ["", "node CPU µs", "ratio (quartiles)", "PostgreSQL CPU µs", "per second", "p50 ms", "p99 ms"];
  return `### ${capital(title)}, ${rounds} rounds\n\n${markdownTable(head, rows, 1)}`;
}

function routeSection({ title, rounds, contenders }: ScenarioResult): string {
  const rows = contenders.map(({ name, note, cpu, cpuRatio: { median, low, high }, perSecond, p50, p99 }: Measured) => [
    name,
    note,
    cpu.toFixed(0),
    `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`,
    perSecond.toFixed(0),
    p50.toFixed(2),
    p99.toFixed(2),
  ]);
  const head = ["", "", "CPU µs", "ratio (quartiles)", "per second", "p50 ms", "p99 ms"];
  return `### ${title}, ${rounds} rounds\n\n${markdownTable(head, rows, 2)}`;
}

function sideOf(sides: readonly StoreSide[], name: string): StoreSide {
  const found = sides.find((side) => side.name === name);
  if (found === undefined) throw new Error(`bench/postgres.json has no "${name}".`);
  return found;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
