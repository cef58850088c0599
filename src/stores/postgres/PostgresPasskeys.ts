import type { CompareAndSetResult, CreateOnceResult, Passkey, PasskeyStore } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const SELECT = selectFrom("passkeys");
const BY_ID = `${SELECT} WHERE _id = @id`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("passkeys")} ON CONFLICT DO NOTHING`;
// The columns of the indexes, which never change: each sign-in replaces the row.
const REPLACE = replaceVersion("passkeys", ["userId", "createdAt"]);
const DELETE = "DELETE FROM passkeys WHERE _id = @id AND userId = @userId";
const OF_USER = `${SELECT} WHERE userId = @userId ORDER BY createdAt, _id`;
const CREATED = `${SELECT} WHERE createdAt >= @from AND createdAt < @before ORDER BY createdAt, _id LIMIT @limit`;
const DELETE_OF_USER = "DELETE FROM passkeys WHERE userId = @userId";

/** The passkeys of a PostgreSQL store. */
export class PostgresPasskeys extends PostgresTable<Passkey> implements PasskeyStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.passkeys);
  }

  get(id: string): Promise<Passkey | null> {
    return this.one(BY_ID, { id });
  }

  create(passkey: Passkey): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.passkeys.toRow(passkey));
  }

  compareAndSet(next: Passkey, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.passkeys.toRow(next), expectedVersion);
  }

  async delete(passkey: Parameters<PasskeyStore["delete"]>[0]): Promise<boolean> {
    return (await this.change(DELETE, passkey)) === 1;
  }

  listByUser(userId: string): Promise<Passkey[]> {
    return this.all(OF_USER, { userId });
  }

  listCreated(query: Parameters<PasskeyStore["listCreated"]>[0]): Promise<Passkey[]> {
    return this.all(CREATED, query);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, { userId });
  }
}
