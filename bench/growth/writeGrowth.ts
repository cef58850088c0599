import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import Database from "better-sqlite3";
import { roundedJson } from "../compare/roundedJson.js";
import { thisMachine } from "../compare/thisMachine.js";
import type { GrowthResults } from "./growthResults.js";

const FILE = "bench/growth.json";

/** Writes bench/growth.json; a run without MongoDB leaves there what the last one with it found. */
export function writeGrowth(found: Omit<GrowthResults, "date" | "machine" | "versions">): void {
  const results: GrowthResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: { ...thisMachine(), memoryGigabytes: Math.round(totalmem() / 1024 ** 3) },
    versions: { node: process.versions.node, sqlite: sqliteVersion() },
    ...found,
    mongo: found.mongo ?? writtenBefore()?.mongo ?? null,
  };
  writeFileSync(FILE, roundedJson(results));
}

function writtenBefore(): GrowthResults | null {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : null;
}

function sqliteVersion(): string {
  const database = new Database(":memory:");
  const version = String(database.prepare("SELECT sqlite_version()").pluck().get());
  database.close();
  return version;
}
