import Database from "better-sqlite3";
import type { Migration } from "../../../src/stores/sqlite/migrations/Migration.js";

const ALLOWED = [
  // With a foreign key an older program could not delete what a row of the new table points to.
  /^CREATE TABLE \w+ \((?!.*\bREFERENCES\b)/i,
  // On a table that is there it must not be unique: an older program would hear of a conflict that it does not know.
  /^CREATE (?:UNIQUE )?INDEX \w+ ON \w+ \(/,
  // An older program leaves it out of its INSERT, and must be able to.
  /^ALTER TABLE \w+ ADD COLUMN (?!.*\b(?:CHECK|REFERENCES|UNIQUE|PRIMARY KEY|GENERATED|AS)\b)(?!.*\bNOT NULL\b(?!.*\bDEFAULT\b))/i,
  // To make it again under its name.
  /^DROP INDEX \w+$/,
];

const CREATE_UNIQUE = /^CREATE UNIQUE INDEX \w+ ON (?<table>\w+)/;
const DROP_INDEX = /^DROP INDEX (?<index>\w+)$/;

/** The statements of a migration on one line each. A semicolon in a text would break one in two, and fail. */
function statementsOf({ sql }: Migration): string[] {
  const bare = sql.replaceAll(/--.*$/gm, "").replaceAll(/\s+/g, " ");
  return bare
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}

/** What makes the last of these migrations more than an addition: an older program could not go on beside it. */
export function faultsOf(migrations: readonly Migration[]): string[] {
  const last = migrations.at(-1);
  if (last === undefined) return [];
  const statements = statementsOf(last);
  const before = tablesAfter(migrations.slice(0, -1));
  const foreign = statements.filter((statement) => !ALLOWED.some((form) => form.test(statement)));
  const conflicting = statements.filter((statement) =>
    before.has(CREATE_UNIQUE.exec(statement)?.groups?.["table"] ?? ""),
  );
  const lost = statements.filter((statement) => {
    const index = DROP_INDEX.exec(statement)?.groups?.["index"];
    return index !== undefined && !statements.some((other) => other.startsWith(`CREATE INDEX ${index} ON `));
  });
  return [...foreign, ...conflicting, ...lost];
}

/** The names of the tables that these migrations leave; the table of the migrations is there before the first. */
function tablesAfter(migrations: readonly Migration[]): Set<string> {
  const database = new Database(":memory:");
  try {
    database.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL)");
    for (const { sql } of migrations) database.exec(sql);
    const names = database.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    return new Set(names);
  } finally {
    database.close();
  }
}
