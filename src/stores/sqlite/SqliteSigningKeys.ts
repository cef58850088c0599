import type { CompareAndSetResult, CreateOnceResult, SigningKey, SigningKeyStore } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const LIST = `${selectFrom("signingKeys")} ORDER BY sequence`;
// It forgives a taken id or sequence, and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("signingKeys")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("signingKeys");
const DELETE = "DELETE FROM signingKeys WHERE _id = ?";

/** The signing keys of a SQLite store. */
export class SqliteSigningKeys extends SqliteTable<SigningKey> implements SigningKeyStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.signingKeys);
  }

  list(): Promise<SigningKey[]> {
    return this.readAll(LIST);
  }

  create(key: SigningKey): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.signingKeys.toRow(key));
  }

  compareAndSet(next: SigningKey, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.signingKeys.toRow(next), expectedVersion);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.change(DELETE, id)) === 1;
  }
}
