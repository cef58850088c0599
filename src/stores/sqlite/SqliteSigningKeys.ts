import type { SigningKey, SigningKeyStore } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { columnList, deleteRows, insertInto, replaceVersion } from "./sql.js";

export const SIGNING_KEY_COLUMNS: readonly (keyof SigningKey)[] = [
  "_id",
  "sequence",
  "version",
  "algorithm",
  "sealedKey",
  "createdAt",
  "signsFrom",
];
const LIST = `SELECT ${columnList("signingKeys", SIGNING_KEY_COLUMNS)} FROM signingKeys ORDER BY sequence`;
// It forgives a taken id or sequence, and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("signingKeys", SIGNING_KEY_COLUMNS)} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("signingKeys", SIGNING_KEY_COLUMNS);
const DELETE = "DELETE FROM signingKeys WHERE _id = ?";

/** The signing keys of a SQLite store. */
export class SqliteSigningKeys implements SigningKeyStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  list(): Promise<SigningKey[]> {
    return this.#connection.read((statements) => statements.prepare<[], SigningKey>(LIST).all());
  }

  async create(key: SigningKey): ReturnType<SigningKeyStore["create"]> {
    const row = { ...key };
    return this.#connection.write((statements) => {
      const { changes } = statements.prepare<[SigningKey]>(INSERT).run(row);
      return { kind: changes === 1 ? "created" : "taken" };
    });
  }

  async compareAndSet(next: SigningKey, expectedVersion: number): ReturnType<SigningKeyStore["compareAndSet"]> {
    const row = { ...next, expectedVersion };
    return this.#connection.write((statements) => {
      const { changes } = statements.prepare<[typeof row]>(REPLACE).run(row);
      return { kind: changes === 1 ? "stored" : "conflict" };
    });
  }

  async delete(id: string): Promise<boolean> {
    return (await deleteRows(this.#connection, DELETE, id)) === 1;
  }
}
