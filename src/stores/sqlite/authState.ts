import type { AuthState } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { fromSessionRow, SESSION_COLUMNS, type SessionRow } from "./sessionRow.js";
import { columnList } from "./sql.js";
import { fromUserRow, USER_COLUMNS, type UserRow } from "./userRow.js";

const AUTH_STATE = `
  SELECT ${columnList("sessions", SESSION_COLUMNS)}, ${columnList("users", USER_COLUMNS)}
  FROM sessions LEFT JOIN users ON users._id = sessions.userId
  WHERE sessions._id = ?`;

const USER_AT = SESSION_COLUMNS.length;
const USER_ID_AT = USER_AT + USER_COLUMNS.indexOf("_id");

/** The session and its owner in one statement: the hot path of every request. */
export function readAuthState(connection: SqliteConnection, sessionId: string): Promise<AuthState | null> {
  return connection.read((statements) => {
    // As a list: the driver takes more than twice as long to make objects of a row.
    const values = statements.prepare<[string], readonly unknown[]>(AUTH_STATE).raw().get(sessionId);
    if (values === undefined) return null;
    return {
      session: fromSessionRow(named<SessionRow>(SESSION_COLUMNS, values, 0)),
      user: values[USER_ID_AT] === null ? null : fromUserRow(named<UserRow>(USER_COLUMNS, values, USER_AT)),
    };
  });
}

/** The row whose columns lie in a list from a place on. The statement names the columns, so they are all there. */
function named<Row>(columns: readonly (keyof Row)[], values: readonly unknown[], from: number): Row {
  const row: Partial<Record<keyof Row, unknown>> = {};
  columns.forEach((column, index) => {
    row[column] = values[from + index];
  });
  return row as Row;
}
