import type { Kind } from "../Archive.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { ReadsTogether } from "./ReadsTogether.js";
import { isStorable, type Values } from "./runStatement.js";

interface Source {
  /** The list of columns. */
  readonly columns: string;
  readonly table: Kind;
  /** Tables whose rows belong to those of the table. */
  readonly joins?: string;
}

/**
 * The rows that requests read by a key, in one statement for those who ask at the same time. Each answer says whether it comes from a
 * standby: behind a pooler a connection can lead to another server from one statement to the next, and a session that has been
 * revoked would live on there, or one that was just opened would look unknown.
 */
export class KeyedReads {
  /** The place of the first column among the values of a row: after the key, and what the server is. */
  static readonly COLUMNS_AT = 2;
  readonly #together: ReadsTogether;

  constructor(connection: PostgresConnection, { columns, table, joins = "" }: Source) {
    const key = `${table}.${tableFormats[table].key}`;
    const sql = `SELECT server.isStandby, ${key}, ${columns}
      FROM (SELECT pg_is_in_recovery() AS isStandby) AS server LEFT JOIN ${table} ON ${key} = ANY(@keys) ${joins}`;
    this.#together = new ReadsTogether((keys) => connection.readFromPrimary(sql, { keys }), 1);
  }

  /** The values of the row, or `null`. No row has a key that cannot be stored, which would make the reads of others fail with it. */
  async read(key: string): Promise<Values | null> {
    return isStorable(key) ? this.#together.read(key) : null;
  }
}
