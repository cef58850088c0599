import type { ArchiveRecords, CredentialKind } from "../Archive.js";
import type { CompareAndSetResult, CreateOnceResult, PasskeyStore } from "../Store.js";
import { credentialStatements } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

/** The passkeys, or the identities, of a SQLite store. No auth state holds one, so no write drops any. */
export class SqliteCredentials<K extends CredentialKind> extends SqliteTable<ArchiveRecords[K]> {
  readonly #sql: ReturnType<typeof credentialStatements>;
  readonly #toRow: (typeof tableFormats)[K]["toRow"];

  constructor(connection: Connection, kind: K) {
    super(connection, tableFormats[kind]);
    this.#sql = credentialStatements(kind);
    this.#toRow = tableFormats[kind].toRow;
  }

  get(id: string): Promise<ArchiveRecords[K] | null> {
    return this.readOne(this.#sql.get, { id });
  }

  create(record: ArchiveRecords[K]): Promise<CreateOnceResult> {
    return this.insertOnce(this.#sql.create, this.#toRow(record), "none");
  }

  compareAndSet(next: ArchiveRecords[K], expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(this.#sql.replace, this.#toRow(next), expectedVersion, "none");
  }

  async delete(credential: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return (await this.change(this.#sql.delete, credential, "none")) === 1;
  }

  listByUser(userId: string): Promise<ArchiveRecords[K][]> {
    return this.readAll(this.#sql.listByUser, { userId });
  }

  listCreated(query: Parameters<PasskeyStore["listCreated"]>[0]): Promise<ArchiveRecords[K][]> {
    return this.readAll(this.#sql.listCreated, query);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(this.#sql.deleteByUser, { userId }, "none");
  }
}
