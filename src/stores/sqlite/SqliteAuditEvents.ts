import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore, AuditTrim } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { columnList, deleteRows, insertInto, pagesOfUser } from "./sql.js";

/** An event as it is stored in the table: the detail is JSON. */
type AuditRow = Omit<AuditEvent, "detail"> & { readonly detail: string };

export const AUDIT_COLUMNS: readonly (keyof AuditRow)[] = [
  "_id",
  "userId",
  "sessionId",
  "name",
  "at",
  "ip",
  "userAgent",
  "detail",
];

const INSERT = `${insertInto("auditEvents", AUDIT_COLUMNS)} ON CONFLICT (_id) DO NOTHING`;
// One text for every page: nothing is greater than the last code point, so it means "from the newest on".
const OF_ALL = `SELECT ${columnList("auditEvents", AUDIT_COLUMNS)} FROM auditEvents
  WHERE _id < @before ORDER BY _id DESC LIMIT @limit`;
const NEWEST = "\u{10ffff}";
const OF_USER = pagesOfUser("auditEvents", AUDIT_COLUMNS);
const DELETE_BEFORE = `DELETE FROM auditEvents
  WHERE _id IN (SELECT _id FROM auditEvents WHERE at < ? ORDER BY at LIMIT ?)`;
const OLDEST_OF_USER = "SELECT _id, name FROM auditEvents WHERE userId = ? ORDER BY _id LIMIT ?";
const DELETE_LISTED = "DELETE FROM auditEvents WHERE _id IN (SELECT value FROM json_each(?))";
const DELETE_OF_USER = "DELETE FROM auditEvents WHERE userId = ?";

type EventName = Pick<AuditRow, "_id" | "name">;

/** The audit events of a SQLite store. */
export class SqliteAuditEvents implements AuditStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async append(event: AuditEvent): Promise<void> {
    const row = toAuditRow(event);
    await this.#connection.write((statements) => statements.prepare<[AuditRow]>(INSERT).run(row), "none");
  }

  list({ before, limit }: Parameters<AuditStore["list"]>[0]): Promise<AuditEvent[]> {
    return this.#connection.read((statements) => {
      const page = { before: before ?? NEWEST, limit };
      return statements.prepare<[typeof page], AuditRow>(OF_ALL).all(page).map(fromAuditRow);
    });
  }

  listByUser(query: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    return this.#connection.read((statements) => {
      const sql = query.before === null ? OF_USER.first : OF_USER.next;
      return statements.prepare<[typeof query], AuditRow>(sql).all(query).map(fromAuditRow);
    });
  }

  deleteBefore(time: number, limit: number): Promise<number> {
    return deleteRows(this.#connection, DELETE_BEFORE, time, limit);
  }

  trimByUser({ userId, max, limit, ranks }: AuditTrim): Promise<number> {
    return this.#connection.write((statements) => {
      const oldest = statements.prepare<[string, number], EventName>(OLDEST_OF_USER).all(userId, max + limit);
      const excess = excessEvents(oldest, { max, ranks });
      return excess.length === 0 ? 0 : statements.prepare<[string]>(DELETE_LISTED).run(JSON.stringify(excess)).changes;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return deleteRows(this.#connection, DELETE_OF_USER, userId);
  }
}

export function toAuditRow(event: AuditEvent): AuditRow {
  return { ...event, detail: JSON.stringify(event.detail) };
}

export function fromAuditRow(row: AuditRow): AuditEvent {
  return { ...row, detail: JSON.parse(row.detail) };
}
