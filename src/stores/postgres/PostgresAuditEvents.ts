import { excessEvents } from "../adapterRules.js";
import type { AuditEvent, AuditStore, AuditTrim } from "../Store.js";
import { insertInto, pagesOfUser, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const INSERT = `${insertInto("auditEvents")} ON CONFLICT (_id) DO NOTHING`;
// One text for every page: nothing is greater than the last code point, so it means "from the newest on".
const OF_ALL = `${selectFrom("auditEvents")} WHERE _id < @before ORDER BY _id DESC LIMIT @limit`;
const NEWEST = "\u{10ffff}";
const OF_USER = pagesOfUser("auditEvents");
const DELETE_BEFORE = `DELETE FROM auditEvents WHERE _id = ANY(ARRAY(
  SELECT _id FROM auditEvents WHERE at < @time ORDER BY at LIMIT @limit FOR UPDATE SKIP LOCKED))`;
const OLDEST_OF_USER = "SELECT _id, name FROM auditEvents WHERE userId = @userId ORDER BY _id LIMIT @limit";
const DELETE_LISTED = "DELETE FROM auditEvents WHERE _id = ANY(@ids)";
const DELETE_OF_USER = "DELETE FROM auditEvents WHERE userId = @userId";

/** The audit events of a PostgreSQL store. */
export class PostgresAuditEvents extends PostgresTable<AuditEvent> implements AuditStore {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.auditEvents);
  }

  async append(event: AuditEvent): Promise<void> {
    await this.change(INSERT, tableFormats.auditEvents.toRow(event));
  }

  list({ before, limit }: Parameters<AuditStore["list"]>[0]): Promise<AuditEvent[]> {
    return this.all(OF_ALL, { before: before ?? NEWEST, limit });
  }

  listByUser(query: Parameters<AuditStore["listByUser"]>[0]): Promise<AuditEvent[]> {
    return this.all(query.before === null ? OF_USER.first : OF_USER.next, query);
  }

  deleteBefore(time: number, limit: number): Promise<number> {
    return this.change(DELETE_BEFORE, { time, limit });
  }

  /** Those who trim at the same time list the same events, or what one of them has left: a deletion is one statement. */
  async trimByUser({ userId, max, limit, ranks }: AuditTrim): Promise<number> {
    const { rows } = await this.connection.run(OLDEST_OF_USER, { userId, limit: max + limit });
    const events = rows.map(([_id, name]) => ({ _id: String(_id), name: String(name) }));
    const ids = excessEvents(events, { max, ranks });
    return ids.length === 0 ? 0 : this.change(DELETE_LISTED, { ids });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, { userId });
  }
}
