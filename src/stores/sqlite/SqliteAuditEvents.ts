import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore, AuditTrim } from "../Store.js";
import { insertInto, pagesOfUser, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const INSERT = `${insertInto("auditEvents")} ON CONFLICT (_id) DO NOTHING`;
// One text for every page: nothing is greater than the last code point, so it means "from the newest on".
const OF_ALL = `${selectFrom("auditEvents")} WHERE _id < @before ORDER BY _id DESC LIMIT @limit`;
const NEWEST = "\u{10ffff}";
const OF_USER = pagesOfUser("auditEvents");
const DELETE_BEFORE = `DELETE FROM auditEvents
  WHERE _id IN (SELECT _id FROM auditEvents WHERE at < ? ORDER BY at LIMIT ?)`;
const OLDEST_OF_USER = "SELECT _id, name FROM auditEvents WHERE userId = ? ORDER BY _id LIMIT ?";
const DELETE_LISTED = "DELETE FROM auditEvents WHERE _id IN (SELECT value FROM json_each(?))";
const DELETE_OF_USER = "DELETE FROM auditEvents WHERE userId = ?";

/** The audit events of a SQLite store. */
export class SqliteAuditEvents extends SqliteTable<AuditEvent> implements AuditStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.auditEvents);
  }

  async append(event: AuditEvent): Promise<void> {
    await this.change(INSERT, tableFormats.auditEvents.toRow(event), "none");
  }

  list({ before, limit }: Parameters<AuditStore["list"]>[0]): Promise<AuditEvent[]> {
    return this.readAll(OF_ALL, { before: before ?? NEWEST, limit });
  }

  listByUser(query: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    return this.readAll(query.before === null ? OF_USER.first : OF_USER.next, query);
  }

  deleteBefore(time: number, limit: number): Promise<number> {
    return this.change(DELETE_BEFORE, [time, limit]);
  }

  trimByUser({ userId, max, limit, ranks }: AuditTrim): Promise<number> {
    return this.connection.write((statements) => {
      const select = statements.prepare<[string, number], Pick<AuditEvent, "_id" | "name">>(OLDEST_OF_USER);
      const excess = excessEvents(select.all(userId, max + limit), { max, ranks });
      return excess.length === 0 ? 0 : statements.prepare<[string]>(DELETE_LISTED).run(JSON.stringify(excess)).changes;
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, userId);
  }
}
