import { readFileSync } from "node:fs";
import type { GrowthResults } from "../../bench/growth/growthResults.js";
import type { Parts } from "./fillPage.js";
import { planOf } from "./scale/plan.js";
import { postgresGrowth, postgresParts } from "./scale/postgres.js";
import * as tables from "./scale/tables.js";

function readGrowth(): GrowthResults {
  return JSON.parse(readFileSync("bench/growth.json", "utf8"));
}

/** The figures behind the page, for bench/results.md. */
export function growthParts(): Parts {
  const results = readGrowth();
  return {
    growth: [
      tables.fileTable(results),
      tables.loadTable(results),
      tables.purgeTable(results.purges),
      tables.documentTable(results),
      tables.storageTable(planOf(results)),
      "On PostgreSQL:",
      tables.loadTable(postgresGrowth()),
      tables.purgeTable(postgresGrowth().purges),
    ].join("\n\n"),
  };
}

/** What the last written run of the growth benchmark found, and the plan that follows from it. */
export function scaleParts(): Parts {
  const results = readGrowth();
  const plan = planOf(results);
  return {
    machine: machineText(results),
    file: tables.fileText(results),
    load: tables.growthText(results),
    cleanup: tables.purgeText(results.purges),
    storage: tables.storageText(plan),
    rates: tables.rateTable(plan),
    ...postgresParts(plan),
  };
}

function machineText({ date, machine, versions }: GrowthResults): string {
  const { cores, cpu, memoryGigabytes } = machine;
  const software = `Node ${versions["node"]}, SQLite ${versions["sqlite"]}`;
  return `Measured on ${date}: ${cores} cores (${cpu}), ${memoryGigabytes} GB of memory, ${software}.`;
}
