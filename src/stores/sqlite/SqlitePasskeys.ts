import type { CompareAndSetResult, CreateOnceResult, Passkey, PasskeyStore } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const SELECT = selectFrom("passkeys");
const BY_ID = `${SELECT} WHERE _id = ?`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("passkeys")} ON CONFLICT DO NOTHING`;
// The columns of the indexes, which never change: each sign-in replaces the row.
const REPLACE = replaceVersion("passkeys", ["userId", "createdAt"]);
const DELETE = "DELETE FROM passkeys WHERE _id = @id AND userId = @userId";
const OF_USER = `${SELECT} WHERE userId = ? ORDER BY createdAt, _id`;
const CREATED = `${SELECT} WHERE createdAt >= @from AND createdAt < @before ORDER BY createdAt, _id LIMIT @limit`;
const DELETE_OF_USER = "DELETE FROM passkeys WHERE userId = ?";

/** The passkeys of a SQLite store. No auth state holds one, so no write drops any. */
export class SqlitePasskeys extends SqliteTable<Passkey> implements PasskeyStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.passkeys);
  }

  get(id: string): Promise<Passkey | null> {
    return this.readOne(BY_ID, id);
  }

  create(passkey: Passkey): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.passkeys.toRow(passkey), "none");
  }

  compareAndSet(next: Passkey, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.passkeys.toRow(next), expectedVersion, "none");
  }

  async delete(passkey: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return (await this.change(DELETE, passkey, "none")) === 1;
  }

  listByUser(userId: string): Promise<Passkey[]> {
    return this.readAll(OF_USER, userId);
  }

  listCreated(query: Parameters<PasskeyStore["listCreated"]>[0]): Promise<Passkey[]> {
    return this.readAll(CREATED, query);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, userId, "none");
  }
}
