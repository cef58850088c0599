import { writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { roundedJson } from "../compare/roundedJson.js";
import { thisMachine } from "../compare/thisMachine.js";
import type { PostgresGrowth } from "./postgresGrowth.js";

/** Writes bench/growthPostgres.json. */
export function writePostgresGrowth({
  postgres,
  ...found
}: Omit<PostgresGrowth, "date" | "machine" | "versions"> & { readonly postgres: string }): void {
  const results: PostgresGrowth = {
    date: new Date().toISOString().slice(0, 10),
    machine: { ...thisMachine(), memoryGigabytes: Math.round(totalmem() / 1024 ** 3) },
    versions: { Node: process.versions.node, PostgreSQL: postgres },
    ...found,
  };
  writeFileSync("bench/growthPostgres.json", roundedJson(results));
}
