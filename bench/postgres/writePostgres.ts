import { readFileSync, writeFileSync } from "node:fs";
import { roundedJson } from "../compare/roundedJson.js";
import { thisMachine } from "../compare/thisMachine.js";
import type { PostgresResults } from "./postgresResults.js";

interface Found extends Pick<PostgresResults, "stores" | "routes"> {
  readonly node: string;
  readonly postgres: string;
}

/** Writes bench/postgres.json. */
export function writePostgres({ stores, routes, node, postgres }: Found): void {
  const results: PostgresResults = {
    date: new Date().toISOString().slice(0, 10),
    machine: thisMachine(),
    versions: {
      Node: node,
      PostgreSQL: postgres,
      pg: dependenciesOf("package.json")["pg"] ?? "unknown",
      "better-auth": dependenciesOf("bench/peers/package.json")["better-auth"] ?? "unknown",
    },
    stores,
    routes,
  };
  writeFileSync("bench/postgres.json", roundedJson(results));
}

function dependenciesOf(file: string): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(file, "utf8")) as { dependencies: Record<string, string> };
  return dependencies;
}
