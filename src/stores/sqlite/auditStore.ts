import type { AuditEvent, AuditStore } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto } from "./sql.js";

/** An event as it lies in the table: the detail is JSON. */
type AuditRow = Omit<AuditEvent, "detail"> & { readonly detail: string };

const COLUMNS: readonly (keyof AuditRow)[] = ["_id", "userId", "sessionId", "name", "at", "ip", "userAgent", "detail"];
const INSERT = insertInto("auditEvents", COLUMNS);
const NEWEST_OF_USER = `SELECT ${columnList("auditEvents", COLUMNS)} FROM auditEvents
  WHERE userId = @userId ORDER BY at DESC, _id DESC LIMIT @limit`;

/** The audit events of the SQLite store. */
export function createAuditStore(connection: SqliteConnection): AuditStore {
  return {
    async append(event) {
      const row = { ...event, detail: JSON.stringify(event.detail) };
      await connection.write((statements) => statements.prepare<[AuditRow]>(INSERT).run(row));
    },

    listByUser: (query) =>
      connection.read((statements) =>
        statements.prepare<[typeof query], AuditRow>(NEWEST_OF_USER).all(query).map(fromRow),
      ),
  };
}

function fromRow(row: AuditRow): AuditEvent {
  return { ...row, detail: JSON.parse(row.detail) };
}
