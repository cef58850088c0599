import { DAY } from "../../utils/duration.js";
import type { AuthState, Session, SessionStore } from "../Store.js";
import { columnList, insertInto, pagesOfUser, replaceVersion, selectFrom } from "../sql.js";
import { dayOf, tableFormats } from "../tableFormats.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const SELECT = selectFrom("sessions");
const BY_ID = `${SELECT} WHERE _id = ?`;
const INSERT = insertInto("sessions");
// Whose session it is never changes. The index sessionsOfUser holds living sessions only, so assigning revokedAt would
// rewrite it; every refresh leaves an end as it is.
const FIXED: readonly string[] = ["userId", "createdAt"];
const FIXED_WHILE_LIVING = [...FIXED, "revokedAt", "revokeReason", "revokeCause"];
const REPLACE_LIVING = replaceOnDay(FIXED_WHILE_LIVING);
const REPLACE = replaceOnDay(FIXED);
// A CHECK keeps idleExpiresAt <= expiresAt, so the idle expiry alone decides whether a session lives.
const LIVING_OF_USER = `${SELECT}
  WHERE userId = @userId AND revokedAt IS NULL AND epoch = @epoch AND idleExpiresAt > @now
  ORDER BY createdAt DESC, _id DESC LIMIT @limit`;
const ALL_OF_USER = pagesOfUser("sessions");
const EXPIRED = `${SELECT} WHERE expiryDay < ? ORDER BY expiryDay LIMIT ?`;
const CORRECT_DAY = `UPDATE sessions SET expiryDay = idleExpiresAt / ${DAY} WHERE _id IN (SELECT value FROM json_each(?))`;
// The condition again: a session that was extended since it was listed stays.
const DELETE_EXPIRED = "DELETE FROM sessions WHERE _id IN (SELECT value FROM json_each(?)) AND idleExpiresAt <= ?";
const DELETE_OF_USER = "DELETE FROM sessions WHERE userId = ?";

const AUTH_STATE = `
  SELECT ${columnList("sessions")}, ${columnList("users")}
  FROM sessions LEFT JOIN users ON users._id = sessions.userId
  WHERE sessions._id = ?`;
const USER_AT = tableFormats.sessions.columns.length;
const USER_ID_AT = USER_AT + tableFormats.users.columns.indexOf("_id");

/** The sessions of a SQLite store. */
export class SqliteSessions extends SqliteTable<Session> implements SessionStore {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    super(connection, tableFormats.sessions);
    this.#connection = connection;
  }

  /** The session and its owner in one statement: the hot path of every request. */
  authState(sessionId: string): Promise<AuthState | null> {
    return this.#connection.authState(sessionId, (statements) => {
      const values = statements.prepare<[string], readonly unknown[]>(AUTH_STATE).raw().get(sessionId);
      if (values === undefined) return null;
      return {
        session: tableFormats.sessions.fromValues(values),
        user: values[USER_ID_AT] === null ? null : tableFormats.users.fromValues(values, USER_AT),
      };
    });
  }

  async create(session: Session): Promise<void> {
    await this.change(INSERT, tableFormats.sessions.toRow(session), { sessionId: session._id });
  }

  get(id: string): Promise<Session | null> {
    return this.readOne(BY_ID, id);
  }

  async compareAndSet(next: Session, expectedVersion: number): ReturnType<SessionStore["compareAndSet"]> {
    const row = { ...tableFormats.sessions.toRow(next), expectedVersion };
    const { sameDay, anyDay } = next.revokedAt === null ? REPLACE_LIVING : REPLACE;
    const isStored = await this.connection.write(
      (statements) => [sameDay, anyDay].some((sql) => statements.prepare<[object]>(sql).run(row).changes === 1),
      { sessionId: next._id },
    );
    return { kind: isStored ? "stored" : "conflict" };
  }

  listByUser(query: Parameters<SessionStore["listByUser"]>[0]): Promise<Session[]> {
    return this.readAll(LIVING_OF_USER, query);
  }

  listAllByUser(query: Parameters<SessionStore["listAllByUser"]>[0]): Promise<Session[]> {
    return this.readAll(query.before === null ? ALL_OF_USER.first : ALL_OF_USER.next, query);
  }

  async listExpired(before: number, limit: number): Promise<Session[]> {
    const listed = await this.readAll(EXPIRED, [dayOf(before), limit]);
    const expired = listed.filter(({ idleExpiresAt }) => idleExpiresAt <= before);
    if (expired.length === listed.length) return expired;
    // The release before has extended these and left the day as it was.
    const living = listed.filter(({ idleExpiresAt }) => idleExpiresAt > before).map(({ _id }) => _id);
    await this.change(CORRECT_DAY, JSON.stringify(living), "none");
    return expired.length > 0 ? expired : this.listExpired(before, limit);
  }

  deleteExpired(ids: readonly string[], before: number): Promise<number> {
    return this.change(DELETE_EXPIRED, [JSON.stringify(ids), before]);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, userId);
  }
}

/**
 * Replaces a session: first without the day of its end, so that the index stays as it is, and where that is another day (or the
 * version), with it.
 */
function replaceOnDay(fixed: readonly string[]): { sameDay: string; anyDay: string } {
  const sameDay = `${replaceVersion("sessions", [...fixed, "expiryDay"])} AND expiryDay = @expiryDay`;
  return { sameDay, anyDay: replaceVersion("sessions", fixed) };
}
