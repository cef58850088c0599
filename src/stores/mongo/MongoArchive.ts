import { setTimeout as sleep } from "node:timers/promises";
import { batches } from "../../utils/batches.js";
import { type Archive, type ArchiveRecords, type Kind, type MigrationMarker, RECORDS_PER_PAGE } from "../Archive.js";
import { databaseName } from "../databaseName.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertPasswordsHashed, documentFormats } from "./documents.js";
import { rawCollection, readMarker, replaceMarker, WRITE_LEASE_MS } from "./migrationMarker.js";
import { toStoreError } from "./mongoErrors.js";
import { type OpenDatabase, openDatabase, patientOptions } from "./openDatabase.js";
import { retryOnWriteConflict } from "./retryOnWriteConflict.js";

/** After it no server has a lease, and what was being written is stored. */
const LOCK_WAIT_MS = 3 * WRITE_LEASE_MS;

/** The records of one Latchkey in a MongoDB database. */
export class MongoArchive implements Archive {
  readonly name: string;
  #database: OpenDatabase | null;

  private constructor(name: string, database: OpenDatabase) {
    this.name = name;
    this.#database = database;
  }

  /** `prefix`: of its collections; none by default. */
  static async open({ url, prefix = "" }: { url: string; prefix?: string }): Promise<MongoArchive> {
    return new MongoArchive(databaseName(url, { prefix }), await openDatabase({ url, prefix }, patientOptions()));
  }

  count(kind: Kind): Promise<number> {
    return this.#run((database) => rawCollection(database, kind).countDocuments());
  }

  async *pages<K extends Kind>(kind: K): AsyncGenerator<ArchiveRecords[K][], undefined> {
    const { key, fromDocument } = documentFormats[kind];
    const cursor = await this.#run(async (database) =>
      rawCollection(database, kind).find({}, { batchSize: RECORDS_PER_PAGE, sort: [key, 1] }),
    );
    try {
      for await (const page of batches(cursor, RECORDS_PER_PAGE)) yield page.map((one) => fromDocument(one as never));
    } catch (error) {
      throw toStoreError(error, "unknown");
    }
  }

  clear(kind: Kind, run: string): Promise<boolean> {
    return this.#change(run, (database) => retryOnWriteConflict(() => rawCollection(database, kind).deleteMany({})));
  }

  insert<K extends Kind>(kind: K, records: readonly ArchiveRecords[K][], run: string): Promise<boolean> {
    return this.#change(run, (database) => {
      const documents = records.map(documentFormats[kind].toDocument);
      assertPasswordsHashed(documents);
      return rawCollection(database, kind).insertMany(documents);
    });
  }

  marker(): Promise<MigrationMarker | null> {
    return this.#run(readMarker);
  }

  async setMarker(next: MigrationMarker, expected: MigrationMarker | null): Promise<boolean> {
    const isReplaced = await this.#run((database) =>
      retryOnWriteConflict(() => replaceMarker(database, next, expected)),
    );
    // Servers look at the marker once a second: see MongoConnection.
    if (isReplaced && next.state === "moved") await sleep(LOCK_WAIT_MS);
    return isReplaced;
  }

  async close(): Promise<void> {
    await this.#database?.close();
    this.#database = null;
  }

  /**
   * Between the look at the marker and the change another run can take over, because no write here spans two documents. Then
   * both insert the same records, and the one that finds a duplicate fails.
   */
  #change(run: string, work: (database: OpenDatabase) => Promise<unknown>): Promise<boolean> {
    return this.#run(async (database) => {
      const marker = await readMarker(database);
      if (marker?.state !== "filling" || marker.run !== run) return false;
      await work(database);
      return true;
    });
  }

  async #run<T>(work: (database: OpenDatabase) => Promise<T>): Promise<T> {
    if (this.#database === null) throw new StoreUnavailableError("The archive is closed.");
    try {
      return await work(this.#database);
    } catch (error) {
      throw toStoreError(error, "unknown");
    }
  }
}
