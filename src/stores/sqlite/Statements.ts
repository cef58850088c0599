import type Database from "better-sqlite3";
import type { Naming } from "./naming.js";

/** The prepared statements of a connection: each text is compiled once. */
export class Statements {
  readonly #database: Database.Database;
  readonly #named: Naming;
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(database: Database.Database, named: Naming) {
    this.#database = database;
    this.#named = named;
  }

  /** The statement for `sql`, which is always one of the adapter's constants. STRICT tables vouch for the row type. */
  prepare<Parameters extends unknown[] = [], Row = unknown>(sql: string): Database.Statement<Parameters, Row> {
    let statement = this.#prepared.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(this.#named(sql));
      this.#prepared.set(sql, statement);
    }
    return statement as Database.Statement<Parameters, Row>;
  }
}
