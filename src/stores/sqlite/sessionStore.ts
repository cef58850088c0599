import type { SessionStore } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { fromSessionRow, SESSION_COLUMNS, type SessionRow, toSessionRow } from "./sessionRow.js";
import { columnList, insertInto, pagesOfUser, replaceVersion } from "./sql.js";

const SELECT = `SELECT ${columnList("sessions", SESSION_COLUMNS)} FROM sessions`;
const BY_ID = `${SELECT} WHERE _id = ?`;
const INSERT = insertInto("sessions", SESSION_COLUMNS);
const FIXED: readonly (keyof SessionRow)[] = ["userId", "createdAt"];
const REPLACE = replaceVersion("sessions", SESSION_COLUMNS, FIXED);
// Every refresh is one of these. sessionsOfUser holds the living only, so it would be rewritten if revokedAt were assigned.
const REPLACE_LIVING = replaceVersion("sessions", SESSION_COLUMNS, [
  ...FIXED,
  "revokedAt",
  "revokeReason",
  "revokeCause",
]);
// A CHECK keeps idleExpiresAt <= expiresAt, so the idle expiry alone decides whether a session is active.
const LIVING_OF_USER = `${SELECT}
  WHERE userId = @userId AND revokedAt IS NULL AND epoch = @epoch AND idleExpiresAt > @now
  ORDER BY createdAt DESC, _id DESC LIMIT @limit`;
const ALL_OF_USER = pagesOfUser("sessions", SESSION_COLUMNS);
const EXPIRED = `${SELECT} WHERE idleExpiresAt <= ? ORDER BY idleExpiresAt LIMIT ?`;
// The condition again: a session that was extended since it was listed stays.
const DELETE_EXPIRED = "DELETE FROM sessions WHERE _id IN (SELECT value FROM json_each(?)) AND idleExpiresAt <= ?";
const DELETE_OF_USER = "DELETE FROM sessions WHERE userId = ?";

/** The sessions of the SQLite store. */
export function createSessionStore(connection: SqliteConnection): SessionStore {
  return {
    async create(session) {
      const row = toSessionRow(session);
      await connection.write((statements) => statements.prepare<[SessionRow]>(INSERT).run(row));
    },

    get: (id) =>
      connection.read((statements) => {
        const row = statements.prepare<[string], SessionRow>(BY_ID).get(id);
        return row === undefined ? null : fromSessionRow(row);
      }),

    async compareAndSet(next, expectedVersion) {
      const row = { ...toSessionRow(next), expectedVersion };
      const sql = next.revokedAt === null ? REPLACE_LIVING : REPLACE;
      return connection.write((statements) => {
        const { changes } = statements.prepare<[typeof row]>(sql).run(row);
        return { kind: changes === 1 ? "stored" : "conflict" };
      });
    },

    listByUser: (query) =>
      connection.read((statements) =>
        statements.prepare<[typeof query], SessionRow>(LIVING_OF_USER).all(query).map(fromSessionRow),
      ),

    listAllByUser: (query) =>
      connection.read((statements) => {
        const sql = query.before === null ? ALL_OF_USER.first : ALL_OF_USER.next;
        return statements.prepare<[typeof query], SessionRow>(sql).all(query).map(fromSessionRow);
      }),

    listExpired: (before, limit) =>
      connection.read((statements) =>
        statements.prepare<[number, number], SessionRow>(EXPIRED).all(before, limit).map(fromSessionRow),
      ),

    deleteExpired: (ids, before) => deleteRows(connection, DELETE_EXPIRED, JSON.stringify(ids), before),
    deleteByUser: (userId) => deleteRows(connection, DELETE_OF_USER, userId),
  };
}
