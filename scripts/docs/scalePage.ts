import { readFileSync } from "node:fs";
import type { GrowthResults } from "../../bench/growth/growthResults.js";
import { planOf } from "./scale/plan.js";
import { rateTable, storageTable } from "./scale/planTables.js";
import * as planTexts from "./scale/planTexts.js";
import * as tables from "./scale/tables.js";
import * as texts from "./scale/texts.js";

/** docs/why/scale.md: what the last written run of the benchmark of growth found, and the plan that is made of it. */
export function renderScalePage(): string {
  const results: GrowthResults = JSON.parse(readFileSync("bench/growth.json", "utf8"));
  const sections = [...measured(results), ...onPaper(results)];
  return `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`;
}

function measured(results: GrowthResults): string[] {
  return [
    texts.introduction(results),
    texts.machineText(results),
    tables.fileTable(results),
    texts.PARTS,
    tables.partTable(results),
    texts.LOAD,
    tables.loadTable(results),
    texts.LOAD_READING,
    texts.MEMORY,
    tables.memoryTable(results),
    texts.PURGE,
    tables.purgeTable(results.purges),
    ...onMongo(results.mongo),
    texts.DOCUMENTS,
    tables.documentTable(results),
  ];
}

function onMongo(mongo: GrowthResults["mongo"]): string[] {
  if (mongo === null) return [texts.NO_MONGO];
  const purges = mongo.purges.length === 0 ? [] : [texts.MONGO_PURGE, tables.purgeTable(mongo.purges)];
  return [texts.mongoText(mongo.server), tables.waitTable(mongo.waits), ...purges];
}

function onPaper(results: GrowthResults): string[] {
  const plan = planOf(results);
  return [
    planTexts.storageText(plan),
    storageTable(plan),
    planTexts.storageReading(plan),
    planTexts.rateText(plan),
    rateTable(plan),
    planTexts.rateReading(plan),
    planTexts.keyText(plan),
    planTexts.LEFT_OUT,
  ];
}
