import type Database from "better-sqlite3";
import { ForeignDatabaseError } from "../StoreUnavailableError.js";
import { type Naming, schemaNames } from "./naming.js";

// SQLite compares names without regard to case.
const FOUND =
  "SELECT name FROM sqlite_schema WHERE lower(name) IN (SELECT lower(value) FROM json_each(?)) ORDER BY name";
const OUR_COLUMNS = "SELECT count(*) FROM pragma_table_info(?) WHERE name IN ('version', 'name', 'appliedAt')";

/**
 * Throws ForeignDatabaseError when names of ours are taken, and not by Latchkey: accounts would be looked for, and written, in
 * somebody else's tables. Ours were all made in one transaction with the list of migrations, so that list shows whose they are.
 */
export function assertOwnTables(database: Database.Database, prefix: string, named: Naming): void {
  const names = JSON.stringify(schemaNames.map(named));
  const [foreign, ...others] = database.prepare<[string], string>(FOUND).pluck().all(names);
  if (foreign === undefined) return;
  const list = [foreign, ...others].find((name) => name.toLowerCase() === named("migrations").toLowerCase());
  if (list !== undefined && isOurList(database, list)) return;
  throw new ForeignDatabaseError(`The SQLite file has a table "${foreign}" that is`, { prefix, source: "<file>" });
}

function isOurList(database: Database.Database, name: string): boolean {
  return database.prepare<[string], number>(OUR_COLUMNS).pluck().get(name) === 3;
}
