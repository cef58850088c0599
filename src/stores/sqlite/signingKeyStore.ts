import type { SigningKey, SigningKeyStore } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto, replaceVersion } from "./sql.js";

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

/** The signing keys of the SQLite store. */
export function createSigningKeyStore(connection: SqliteConnection): SigningKeyStore {
  return {
    list: () => connection.read((statements) => statements.prepare<[], SigningKey>(LIST).all()),

    async create(key) {
      const row = { ...key };
      return connection.write((statements) => {
        const { changes } = statements.prepare<[SigningKey]>(INSERT).run(row);
        return { kind: changes === 1 ? "created" : "taken" };
      });
    },

    async compareAndSet(next, expectedVersion) {
      const row = { ...next, expectedVersion };
      return connection.write((statements) => {
        const { changes } = statements.prepare<[typeof row]>(REPLACE).run(row);
        return { kind: changes === 1 ? "stored" : "conflict" };
      });
    },

    delete: async (id) => (await deleteRows(connection, DELETE, id)) === 1,
  };
}
