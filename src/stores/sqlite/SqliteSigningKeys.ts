import type { SigningKey, SigningKeyStore } from "../Store.js";
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

  async create(key: SigningKey): ReturnType<SigningKeyStore["create"]> {
    const changes = await this.change(INSERT, tableFormats.signingKeys.toRow(key));
    return { kind: changes === 1 ? "created" : "taken" };
  }

  async compareAndSet(next: SigningKey, expectedVersion: number): ReturnType<SigningKeyStore["compareAndSet"]> {
    const changes = await this.change(REPLACE, { ...tableFormats.signingKeys.toRow(next), expectedVersion });
    return { kind: changes === 1 ? "stored" : "conflict" };
  }

  async delete(id: string): Promise<boolean> {
    return (await this.change(DELETE, id)) === 1;
  }
}
