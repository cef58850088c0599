import type { AuthState, CompareAndSetResult, Session, SessionStore } from "../Store.js";
import { columnList, insertInto, pagesOfUser, replaceVersion, selectFrom } from "../sql.js";
import { dayOf, tableFormats } from "../tableFormats.js";
import { KeyedReads } from "./KeyedReads.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const { COLUMNS_AT } = KeyedReads;
const SELECT = selectFrom("sessions");
const INSERT = insertInto("sessions");
// An index is written when the value of one of its columns changes, whether it is assigned or not. So one text serves all.
const REPLACE = replaceVersion("sessions", ["userId", "createdAt"]);
// A CHECK keeps idleExpiresAt <= expiresAt, so the idle expiry alone decides whether a session lives.
const LIVING_OF_USER = `${SELECT}
  WHERE userId = @userId AND revokedAt IS NULL AND epoch = @epoch AND idleExpiresAt > @now
  ORDER BY createdAt DESC, _id DESC LIMIT @limit`;
const ALL_OF_USER = pagesOfUser("sessions");
const EXPIRED = `${SELECT} WHERE expiryDay < @day AND idleExpiresAt <= @before ORDER BY expiryDay LIMIT @limit`;
// The condition again: a session that was extended since it was listed stays.
const DELETE_EXPIRED = "DELETE FROM sessions WHERE _id = ANY(@ids) AND idleExpiresAt <= @before";
const DELETE_OF_USER = "DELETE FROM sessions WHERE userId = @userId";

const USER_AT = COLUMNS_AT + tableFormats.sessions.columns.length;
const USER_ID_AT = USER_AT + tableFormats.users.columns.indexOf("_id");

/** The sessions of a PostgreSQL store. */
export class PostgresSessions extends PostgresTable<Session> implements SessionStore {
  readonly #reads: KeyedReads;
  readonly #authStates: KeyedReads;

  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.sessions);
    this.#reads = new KeyedReads(connection, { columns: columnList("sessions"), table: "sessions" });
    this.#authStates = new KeyedReads(connection, {
      columns: `${columnList("sessions")}, ${columnList("users")}`,
      table: "sessions",
      joins: "LEFT JOIN users ON users._id = sessions.userId",
    });
  }

  /** The session and its owner in one statement: the hot path of every request. */
  async authState(sessionId: string): Promise<AuthState | null> {
    const values = await this.#authStates.read(sessionId);
    if (values === null) return null;
    return {
      session: tableFormats.sessions.fromValues(values, COLUMNS_AT),
      user: values[USER_ID_AT] === null ? null : tableFormats.users.fromValues(values, USER_AT),
    };
  }

  async create(session: Session): Promise<void> {
    await this.change(INSERT, tableFormats.sessions.toRow(session));
  }

  async get(id: string): Promise<Session | null> {
    const values = await this.#reads.read(id);
    return values === null ? null : tableFormats.sessions.fromValues(values, COLUMNS_AT);
  }

  compareAndSet(next: Session, expectedVersion: number): Promise<CompareAndSetResult> {
    return this.replaceVersion(REPLACE, tableFormats.sessions.toRow(next), expectedVersion);
  }

  listByUser(query: Parameters<SessionStore["listByUser"]>[0]): Promise<Session[]> {
    return this.all(LIVING_OF_USER, query);
  }

  listAllByUser(query: Parameters<SessionStore["listAllByUser"]>[0]): Promise<Session[]> {
    return this.all(query.before === null ? ALL_OF_USER.first : ALL_OF_USER.next, query);
  }

  listExpired(before: number, limit: number): Promise<Session[]> {
    return this.all(EXPIRED, { day: dayOf(before), before, limit });
  }

  deleteExpired(ids: readonly string[], before: number): Promise<number> {
    return this.change(DELETE_EXPIRED, { ids, before });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, { userId });
  }
}
