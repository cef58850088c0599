import type { CompareAndSetResult, CreateOnceResult, EmailCodeStore, EmailCodes } from "../Store.js";
import { insertInto, replaceVersion, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const OF_USER = `${selectFrom("emailCodes")} WHERE _id = @userId`;
// It forgives a taken id and nothing else: a broken CHECK still fails.
const INSERT = `${insertInto("emailCodes")} ON CONFLICT DO NOTHING`;
const REPLACE = replaceVersion("emailCodes");
const DELETE = "DELETE FROM emailCodes WHERE _id = @userId";
// Servers that clean up at the same time leave each other's rows to each other.
const DELETE_EXPIRED = `DELETE FROM emailCodes WHERE _id = ANY(ARRAY(
  SELECT _id FROM emailCodes WHERE expiresAt <= @now ORDER BY expiresAt LIMIT @limit FOR UPDATE SKIP LOCKED))`;

/** The mailed codes of a PostgreSQL store. */
export class PostgresEmailCodes extends PostgresTable<EmailCodes> implements EmailCodeStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.emailCodes);
  }

  get(userId: string): Promise<EmailCodes | null> {
    return this.one(OF_USER, { userId });
  }

  create(record: EmailCodes): Promise<CreateOnceResult> {
    return this.insertOnce(INSERT, tableFormats.emailCodes.toRow(record));
  }

  compareAndSet(next: EmailCodes, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.emailCodes.toRow(next), expectedVersion);
  }

  async delete(userId: string): Promise<boolean> {
    return (await this.change(DELETE, { userId })) === 1;
  }

  deleteExpired(now: number, limit: number): Promise<number> {
    return this.change(DELETE_EXPIRED, { now, limit });
  }
}
