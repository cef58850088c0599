import { isDeepStrictEqual } from "node:util";
import type { Client } from "pg";
import { type Archive, type ArchiveRecords, type Kind, type MigrationMarker, RECORDS_PER_PAGE } from "../Archive.js";
import { databaseName } from "../databaseName.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import { createInSchema } from "./createInSchema.js";
import { inTransaction } from "./inTransaction.js";
import { hasTable, readMarker, writeMarker } from "./migrationMarker.js";
import { Naming, type TablePlace } from "./Naming.js";
import { connectToPrimary } from "./openPools.js";
import { toStoreError } from "./postgresErrors.js";
import { queryOf, runStatement, storable, type Values } from "./runStatement.js";

/** A server may have to sort a whole table. */
const ANSWER_TIMEOUT_MS = 60_000;

/** The records of one Latchkey in a PostgreSQL database. */
export class PostgresArchive implements Archive {
  readonly name: string;
  readonly #naming: Naming;
  #client: Client | null;

  private constructor(name: string, naming: Naming, client: Client) {
    this.name = name;
    this.#naming = naming;
    this.#client = client;
  }

  static async open({ url, schema, prefix }: { url: string } & TablePlace): Promise<PostgresArchive> {
    const name = databaseName(url, { schema, prefix });
    const client = await connectToPrimary(url, ANSWER_TIMEOUT_MS);
    return new PostgresArchive(name, new Naming({ schema, prefix }), client);
  }

  async count(kind: Kind): Promise<number> {
    const [row] = await this.#rows(kind, `SELECT count(*) FROM ${kind}`);
    return Number(row?.[0] ?? 0);
  }

  async *pages<K extends Kind>(kind: K): AsyncGenerator<ArchiveRecords[K][], undefined> {
    const { key, columns, fromValues } = tableFormats[kind];
    const select = `${selectFrom(kind)} WHERE ${key} > @after ORDER BY ${key} LIMIT @limit`;
    const keyAt = columns.indexOf(key);
    // No key is empty, so every key comes after this one.
    let after = "";
    for (;;) {
      const rows = await this.#rows(kind, select, { after, limit: RECORDS_PER_PAGE });
      const last = rows.at(-1);
      if (last === undefined) return;
      yield rows.map((values) => fromValues(values));
      after = String(last[keyAt]);
    }
  }

  clear(kind: Kind, run: string): Promise<boolean> {
    return this.#change(run, (client) => this.#send(client, `DELETE FROM ${kind}`));
  }

  async insert<K extends Kind>(kind: K, records: readonly ArchiveRecords[K][], run: string): Promise<boolean> {
    const { key, columns, toRow } = tableFormats[kind];
    const rows = columns.map((column) => `r.${column}`).join(", ");
    const insert = `INSERT INTO ${kind} (${columns.join(", ")})
      SELECT ${rows} FROM json_populate_recordset(NULL::${kind}, @records::json) AS r`;
    const table = records.map(toRow);
    // JSON would escape what no column can hold, and the server's own words name neither column nor record.
    for (const row of table) for (const name of columns) storable(row[name], `${name} of ${kind} ${row[key]}`);
    return this.#change(run, (client) => this.#send(client, insert, { records: JSON.stringify(table) }));
  }

  marker(): Promise<MigrationMarker | null> {
    return this.#run((client) => readMarker(client, this.#naming));
  }

  setMarker(next: MigrationMarker, expected: MigrationMarker | null): Promise<boolean> {
    return this.#transaction(async (client) => {
      if (!isDeepStrictEqual(await readMarker(client, this.#naming), expected)) return false;
      await createInSchema(client, this.#naming, () => writeMarker(client, this.#naming, next));
      return true;
    });
  }

  async close(): Promise<void> {
    await this.#client?.end();
    this.#client = null;
  }

  /** The marker is read in the same transaction: no write of a run that was shut out comes after those of its successor. */
  #change(run: string, work: (client: Client) => Promise<unknown>): Promise<boolean> {
    return this.#transaction(async (client) => {
      const marker = await readMarker(client, this.#naming);
      if (marker?.state !== "filling" || marker.run !== run) return false;
      await work(client);
      return true;
    });
  }

  /** One at a time: who comes later reads the marker that the earlier one has left. */
  #transaction<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return this.#run((client) =>
      inTransaction(client, async () => {
        await client.query("SELECT pg_advisory_xact_lock(3478232, hashtext($1))", [this.#naming.schema]);
        return work(client);
      }),
    );
  }

  /** No rows where the database has no table for them yet. */
  #rows(kind: Kind, select: string, parameters: object = {}): Promise<readonly Values[]> {
    return this.#run(async (client) => {
      if (!(await hasTable(client, this.#naming, kind))) return [];
      return (await this.#send(client, select, parameters)).rows;
    });
  }

  #send(client: Client, sql: string, parameters: object = {}) {
    const options = { prepares: false, timeoutMs: ANSWER_TIMEOUT_MS };
    return runStatement(client, queryOf(this.#naming.statement(sql), parameters, options));
  }

  async #run<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.#client === null) throw new StoreUnavailableError("The archive is closed.");
    try {
      return await work(this.#client);
    } catch (error) {
      throw toStoreError(error);
    }
  }
}
