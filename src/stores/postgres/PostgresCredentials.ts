import type { ArchiveRecords, CredentialKind } from "../Archive.js";
import type { CompareAndSetResult, CreateOnceResult, PasskeyStore } from "../Store.js";
import { credentialStatements } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

/** The passkeys, or the identities, of a PostgreSQL store. */
export class PostgresCredentials<K extends CredentialKind> extends PostgresTable<ArchiveRecords[K]> {
  readonly #sql: ReturnType<typeof credentialStatements>;
  readonly #toRow: (typeof tableFormats)[K]["toRow"];

  constructor(connection: PostgresConnection, kind: K) {
    super(connection, tableFormats[kind]);
    this.#sql = credentialStatements(kind);
    this.#toRow = tableFormats[kind].toRow;
  }

  get(id: string): Promise<ArchiveRecords[K] | null> {
    return this.one(this.#sql.get, { id });
  }

  create(record: ArchiveRecords[K]): Promise<CreateOnceResult> {
    return this.insertOnce(this.#sql.create, this.#toRow(record));
  }

  compareAndSet(next: ArchiveRecords[K], expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(this.#sql.replace, this.#toRow(next), expectedVersion);
  }

  async delete(credential: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return (await this.change(this.#sql.delete, credential)) === 1;
  }

  listByUser(userId: string): Promise<ArchiveRecords[K][]> {
    return this.all(this.#sql.listByUser, { userId });
  }

  listCreated(query: Parameters<PasskeyStore["listCreated"]>[0]): Promise<ArchiveRecords[K][]> {
    return this.all(this.#sql.listCreated, query);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(this.#sql.deleteByUser, { userId });
  }
}
