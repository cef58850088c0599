import { readFileSync } from "node:fs";
import type { GrowthResults } from "../../bench/growth/growthResults.js";
import type { Parts } from "./fillPage.js";
import { planOf } from "./scale/plan.js";
import * as tables from "./scale/tables.js";

/** What the last written run of the growth benchmark found, and the plan that follows from it. */
export function scaleParts(): Parts {
  const results: GrowthResults = JSON.parse(readFileSync("bench/growth.json", "utf8"));
  const plan = planOf(results);
  return {
    machine: machineText(results),
    file: tables.fileTable(results),
    load: tables.loadTable(results),
    cleanup: tables.purgeTable(results.purges),
    documents: tables.documentTable(results),
    storage: tables.storageTable(plan),
    rates: tables.rateTable(plan),
  };
}

function machineText({ date, machine, versions }: GrowthResults): string {
  const { cores, cpu, memoryGigabytes } = machine;
  const software = `Node ${versions["node"]}, SQLite ${versions["sqlite"]}`;
  return `Measured on ${date}: ${cores} cores (${cpu}), ${memoryGigabytes} GB of memory, ${software}.`;
}
