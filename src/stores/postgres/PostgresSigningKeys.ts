import type { SigningKey, SigningKeyStore } from "../Store.js";
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

  async create(key: SigningKey): ReturnType<SigningKeyStore["create"]> {
    const changed = await this.change(INSERT, tableFormats.signingKeys.toRow(key));
    return { kind: changed === 1 ? "created" : "taken" };
  }

  async compareAndSet(next: SigningKey, expectedVersion: number): ReturnType<SigningKeyStore["compareAndSet"]> {
    const changed = await this.change(REPLACE, { ...tableFormats.signingKeys.toRow(next), expectedVersion });
    return { kind: changed === 1 ? "stored" : "conflict" };
  }

  async delete(id: string): Promise<boolean> {
    return (await this.change(DELETE, { id })) === 1;
  }
}
