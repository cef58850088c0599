import Database from "better-sqlite3";

/** A file that is as durable as Latchkey's: a commit is on the disk when it returns. */
export function openDatabase() {
  const database = new Database("peer.db");
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  return database;
}
