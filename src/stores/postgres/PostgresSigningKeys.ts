import type { CompareAndSetResult, CreateOnceResult, SigningKey, SigningKeyStore } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const LIST = `${selectFrom("signingKeys")} ORDER BY sequence`;
// It forgives a taken id or sequence, and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("signingKeys")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("signingKeys");
const DELETE = "DELETE FROM signingKeys WHERE _id = @id";

/** The signing keys of a PostgreSQL store. */
export class PostgresSigningKeys extends PostgresTable<SigningKey> implements SigningKeyStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.signingKeys);
  }

  list(): Promise<SigningKey[]> {
    return this.all(LIST);
  }

  create(key: SigningKey): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.signingKeys.toRow(key));
  }

  compareAndSet(next: SigningKey, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.signingKeys.toRow(next), expectedVersion);
  }

  async delete(id: string): Promise<boolean> {
    return (await this.change(DELETE, { id })) === 1;
  }
}
