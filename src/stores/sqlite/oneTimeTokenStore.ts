import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { insertInto } from "./sql.js";

const COLUMNS: readonly (keyof OneTimeToken)[] = ["hash", "purpose", "userId", "payload", "expiresAt"];
const PUT = `${insertInto("oneTimeTokens", COLUMNS)}
  ON CONFLICT (userId, purpose) DO UPDATE SET
    hash = excluded.hash, payload = excluded.payload, expiresAt = excluded.expiresAt`;
const TAKE = `DELETE FROM oneTimeTokens WHERE hash = @hash AND purpose = @purpose AND expiresAt > @now
  RETURNING ${COLUMNS.join(", ")}`;

/** The one-time tokens of the SQLite store. */
export function createOneTimeTokenStore(connection: SqliteConnection): OneTimeTokenStore {
  return {
    async put(token) {
      const row = { ...token };
      await connection.write((statements) => statements.prepare<[OneTimeToken]>(PUT).run(row));
    },

    take: (query) =>
      connection.write((statements) => statements.prepare<[typeof query], OneTimeToken>(TAKE).get(query) ?? null),
  };
}
