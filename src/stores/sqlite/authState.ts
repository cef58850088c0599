import type { AuthState } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { fromSessionRow, SESSION_COLUMNS, type SessionRow } from "./sessionRow.js";
import { columnList } from "./sql.js";
import { fromUserRow, USER_COLUMNS, type UserRow } from "./userRow.js";

const AUTH_STATE = `
  SELECT ${columnList("sessions", SESSION_COLUMNS)}, ${columnList("users", USER_COLUMNS)}
  FROM sessions LEFT JOIN users ON users._id = sessions.userId
  WHERE sessions._id = ?`;

/** The columns by table: `expand()` makes them so. */
interface JoinedRow {
  sessions: SessionRow;
  users: UserRow | { _id: null };
}

/** The session and its owner in one statement: the hot path of every request. */
export function readAuthState(connection: SqliteConnection, sessionId: string): Promise<AuthState | null> {
  return connection.read((statements) => {
    const row = statements.prepare<[string], JoinedRow>(AUTH_STATE).expand().get(sessionId);
    if (row === undefined) return null;
    return {
      session: fromSessionRow(row.sessions),
      user: row.users._id === null ? null : fromUserRow(row.users),
    };
  });
}
