import type Database from "better-sqlite3";
import type { CopyMark } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { hasTable, type Naming, namingWith, tableNames } from "./naming.js";

// No migration makes it: only a file that has a part in a copy has the table.
const CREATE = `
  CREATE TABLE IF NOT EXISTS copyMarks (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    copy TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('leaving', 'moved', 'filling', 'arrived')),
    run TEXT NOT NULL,
    peer TEXT NOT NULL
  ) STRICT`;
const READ = "SELECT copy, state, run, peer FROM copyMarks WHERE id = 1";
const WRITE = "REPLACE INTO copyMarks (id, copy, state, run, peer) VALUES (1, @copy, @state, @run, @peer)";
const LOCKS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND lower(name) GLOB lower(?)";

export function readMark(database: Database.Database, named: Naming): CopyMark | null {
  if (!hasTable(database, named("copyMarks"))) return null;
  return database.prepare<[], CopyMark>(named(READ)).get() ?? null;
}

/** Writes the mark, and locks or unlocks the file as it says. To be called inside a transaction. */
export function writeMark(database: Database.Database, prefix: string, mark: CopyMark): void {
  const named = namingWith(prefix);
  database.exec(named(CREATE));
  database.prepare<[CopyMark]>(named(WRITE)).run({ ...mark });
  unlock(database, prefix);
  if (mark.state === "moved") lock(database, prefix, mark);
}

/** Throws when the data was moved elsewhere: a migration, too, would change what nobody reads any more. */
export function assertNotMoved(database: Database.Database, named: Naming): void {
  const mark = readMark(database, named);
  if (mark?.state === "moved") throw new StoreUnavailableError(movedText(mark));
}

/** Throws when a copy has not filled the file yet: a missing user would get the answer that there is no such account. */
export function assertWhole(database: Database.Database, named: Naming): void {
  const mark = readMark(database, named);
  if (mark?.state !== "filling") return;
  throw new StoreUnavailableError(
    `This SQLite file is an unfinished copy of ${mark.peer}: finish it by "latchkey copy" with --switch.`,
  );
}

function movedText({ peer }: CopyMark): string {
  return `The data of this SQLite file was moved to ${peer}: set DATABASE_URL to that, or take the move back by "latchkey copy" with --back.`;
}

/** The triggers are in the file: every process that has it open meets them at the next write, and so does a later one. */
function lock(database: Database.Database, prefix: string, mark: CopyMark): void {
  const reason = movedText(mark).replaceAll("'", "''");
  // Not all that the file has: others may share it.
  for (const name of tableNames.filter((table) => hasTable(database, prefix + table))) {
    for (const event of ["INSERT", "UPDATE", "DELETE"]) {
      const body = `BEFORE ${event} ON ${prefix}${name} BEGIN SELECT RAISE(ABORT, '${reason}'); END`;
      database.exec(`CREATE TRIGGER ${prefix}moved_${name}_${event} ${body}`);
    }
  }
}

function unlock(database: Database.Database, prefix: string): void {
  const locks = database.prepare<[string], { name: string }>(LOCKS).all(`${prefix}moved_*`);
  for (const { name } of locks) database.exec(`DROP TRIGGER ${name}`);
}
