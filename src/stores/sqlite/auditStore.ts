import type { AuditEvent, AuditStore } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto, pagesOfUser } from "./sql.js";

/** An event as it lies in the table: the detail is JSON. */
type AuditRow = Omit<AuditEvent, "detail"> & { readonly detail: string };

const COLUMNS: readonly (keyof AuditRow)[] = ["_id", "userId", "sessionId", "name", "at", "ip", "userAgent", "detail"];
const INSERT = `${insertInto("auditEvents", COLUMNS)} ON CONFLICT (_id) DO NOTHING`;
// One text for every page: nothing is greater than the last code point, so it stands for "from the newest on".
const OF_ALL = `SELECT ${columnList("auditEvents", COLUMNS)} FROM auditEvents
  WHERE _id < @before ORDER BY _id DESC LIMIT @limit`;
const NEWEST = "\u{10ffff}";
const OF_USER = pagesOfUser("auditEvents", COLUMNS);
const DELETE_BEFORE = `DELETE FROM auditEvents
  WHERE _id IN (SELECT _id FROM auditEvents WHERE at < ? ORDER BY at LIMIT ?)`;
const DELETE_OF_USER = "DELETE FROM auditEvents WHERE userId = ?";

/** The audit events of the SQLite store. */
export function createAuditStore(connection: SqliteConnection): AuditStore {
  return {
    async append(event) {
      const row = { ...event, detail: JSON.stringify(event.detail) };
      await connection.write((statements) => statements.prepare<[AuditRow]>(INSERT).run(row));
    },

    list: ({ before, limit }) =>
      connection.read((statements) => {
        const page = { before: before ?? NEWEST, limit };
        return statements.prepare<[typeof page], AuditRow>(OF_ALL).all(page).map(fromRow);
      }),

    listByUser: (query) =>
      connection.read((statements) => {
        const sql = query.before === null ? OF_USER.first : OF_USER.next;
        return statements.prepare<[typeof query], AuditRow>(sql).all(query).map(fromRow);
      }),

    deleteBefore: (time, limit) => deleteRows(connection, DELETE_BEFORE, time, limit),
    deleteByUser: (userId) => deleteRows(connection, DELETE_OF_USER, userId),
  };
}

function fromRow(row: AuditRow): AuditEvent {
  return { ...row, detail: JSON.parse(row.detail) };
}
