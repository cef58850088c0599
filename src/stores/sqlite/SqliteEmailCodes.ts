import type { CompareAndSetResult, CreateOnceResult, EmailCodeStore, EmailCodes } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const OF_USER = `${selectFrom("emailCodes")} WHERE _id = ?`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("emailCodes")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("emailCodes");
const DELETE = "DELETE FROM emailCodes WHERE _id = ?";
const DELETE_EXPIRED = `DELETE FROM emailCodes
  WHERE _id IN (SELECT _id FROM emailCodes WHERE expiresAt <= ? ORDER BY expiresAt LIMIT ?)`;

/** The mailed codes of a SQLite store. No auth state holds them, so no write drops any. */
export class SqliteEmailCodes extends SqliteTable<EmailCodes> implements EmailCodeStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.emailCodes);
  }

  get(userId: string): Promise<EmailCodes | null> {
    return this.readOne(OF_USER, userId);
  }

  create(record: EmailCodes): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.emailCodes.toRow(record), "none");
  }

  compareAndSet(next: EmailCodes, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.emailCodes.toRow(next), expectedVersion, "none");
  }

  async delete(userId: string): Promise<boolean> {
    return (await this.change(DELETE, userId, "none")) === 1;
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, [now, limit], "none");
  }
}
