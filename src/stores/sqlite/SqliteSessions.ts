import { HOUR } from "../../utils/duration.js";
import { fromStoredReason, type StoredReason, toStoredReason } from "../adapterRules.js";
import type { AuthState, RevokeReason, Session, SessionStore, SpentToken } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { fromUserRow, USER_COLUMNS, type UserRow } from "./SqliteUsers.js";
import { columnList, deleteRows, insertInto, pagesOfUser, parseList, replaceVersion } from "./sql.js";

/** A session as it is stored in the table: the spent tokens are JSON, the flag is 0 or 1, and the hour of its end is indexed. */
export type SessionRow = Omit<Session, "previous" | "rememberMe" | "revokeReason"> &
  StoredReason<RevokeReason> & {
    readonly previous: string;
    readonly rememberMe: number;
    readonly expiryHour: number;
  };

export const SESSION_COLUMNS: readonly (keyof SessionRow)[] = [
  "_id",
  "userId",
  "epoch",
  "version",
  "generation",
  "firstGeneration",
  "keyId",
  "tokenHash",
  "rotatedAt",
  "confirmedAt",
  "previous",
  "lateCount",
  "lateSince",
  "openedBy",
  "createdAt",
  "lastSeenAt",
  "idleExpiresAt",
  "expiresAt",
  "revokedAt",
  "revokeReason",
  "revokeCause",
  "rememberMe",
  "userAgent",
  "ip",
  "expiryHour",
];

const SELECT = `SELECT ${columnList("sessions", SESSION_COLUMNS)} FROM sessions`;
const BY_ID = `${SELECT} WHERE _id = ?`;
const INSERT = insertInto("sessions", SESSION_COLUMNS);
// Whose session it is never changes. The index sessionsOfUser holds living sessions only, so assigning revokedAt would
// rewrite it; every refresh leaves an end as it is.
const FIXED: readonly (keyof SessionRow)[] = ["userId", "createdAt"];
const FIXED_WHILE_LIVING: typeof FIXED = [...FIXED, "revokedAt", "revokeReason", "revokeCause"];
const REPLACE_LIVING = replaceInHour(FIXED_WHILE_LIVING);
const REPLACE = replaceInHour(FIXED);
// A CHECK keeps idleExpiresAt <= expiresAt, so the idle expiry alone decides whether a session lives.
const LIVING_OF_USER = `${SELECT}
  WHERE userId = @userId AND revokedAt IS NULL AND epoch = @epoch AND idleExpiresAt > @now
  ORDER BY createdAt DESC, _id DESC LIMIT @limit`;
const ALL_OF_USER = pagesOfUser("sessions", SESSION_COLUMNS);
const EXPIRED = `${SELECT} WHERE expiryHour < ? ORDER BY expiryHour LIMIT ?`;
const CORRECT_HOUR = `UPDATE sessions SET expiryHour = idleExpiresAt / ${HOUR} WHERE _id IN (SELECT value FROM json_each(?))`;
// The condition again: a session that was extended since it was listed stays.
const DELETE_EXPIRED = "DELETE FROM sessions WHERE _id IN (SELECT value FROM json_each(?)) AND idleExpiresAt <= ?";
const DELETE_OF_USER = "DELETE FROM sessions WHERE userId = ?";

const AUTH_STATE = `
  SELECT ${columnList("sessions", SESSION_COLUMNS)}, ${columnList("users", USER_COLUMNS)}
  FROM sessions LEFT JOIN users ON users._id = sessions.userId
  WHERE sessions._id = ?`;
const USER_AT = SESSION_COLUMNS.length;
const USER_ID_AT = USER_AT + USER_COLUMNS.indexOf("_id");

/** The sessions of a SQLite store. */
export class SqliteSessions implements SessionStore {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** The session and its owner in one statement: the hot path of every request. */
  authState(sessionId: string): Promise<AuthState | null> {
    return this.#connection.read((statements) => {
      // As a list: the driver takes more than twice as long to make objects of a row.
      const values = statements.prepare<[string], readonly unknown[]>(AUTH_STATE).raw().get(sessionId);
      if (values === undefined) return null;
      return {
        session: fromSessionRow(named<SessionRow>(SESSION_COLUMNS, values, 0)),
        user: values[USER_ID_AT] === null ? null : fromUserRow(named<UserRow>(USER_COLUMNS, values, USER_AT)),
      };
    });
  }

  async create(session: Session): Promise<void> {
    const row = toSessionRow(session);
    await this.#connection.write((statements) => statements.prepare<[SessionRow]>(INSERT).run(row));
  }

  get(id: string): Promise<Session | null> {
    return this.#connection.read((statements) => {
      const row = statements.prepare<[string], SessionRow>(BY_ID).get(id);
      return row === undefined ? null : fromSessionRow(row);
    });
  }

  async compareAndSet(next: Session, expectedVersion: number): ReturnType<SessionStore["compareAndSet"]> {
    const row = { ...toSessionRow(next), expectedVersion };
    const { sameHour, anyHour } = next.revokedAt === null ? REPLACE_LIVING : REPLACE;
    return this.#connection.write((statements) => {
      const isStored = [sameHour, anyHour].some((sql) => statements.prepare<[typeof row]>(sql).run(row).changes === 1);
      return { kind: isStored ? "stored" : "conflict" };
    });
  }

  listByUser(query: Parameters<SessionStore["listByUser"]>[0]): Promise<Session[]> {
    return this.#connection.read((statements) =>
      statements.prepare<[typeof query], SessionRow>(LIVING_OF_USER).all(query).map(fromSessionRow),
    );
  }

  listAllByUser(query: Parameters<SessionStore["listAllByUser"]>[0]): Promise<Session[]> {
    return this.#connection.read((statements) => {
      const sql = query.before === null ? ALL_OF_USER.first : ALL_OF_USER.next;
      return statements.prepare<[typeof query], SessionRow>(sql).all(query).map(fromSessionRow);
    });
  }

  async listExpired(before: number, limit: number): Promise<Session[]> {
    const listed = await this.#connection.read((statements) =>
      statements.prepare<[number, number], SessionRow>(EXPIRED).all(hourOf(before), limit).map(fromSessionRow),
    );
    const expired = listed.filter(({ idleExpiresAt }) => idleExpiresAt <= before);
    if (expired.length === listed.length) return expired;
    // The release before has extended these and left the hour as it was.
    const living = listed.filter(({ idleExpiresAt }) => idleExpiresAt > before).map(({ _id }) => _id);
    await this.#connection.write((statements) =>
      statements.prepare<[string]>(CORRECT_HOUR).run(JSON.stringify(living)),
    );
    return expired.length > 0 ? expired : this.listExpired(before, limit);
  }

  deleteExpired(ids: readonly string[], before: number): Promise<number> {
    return deleteRows(this.#connection, DELETE_EXPIRED, JSON.stringify(ids), before);
  }

  deleteByUser(userId: string): Promise<number> {
    return deleteRows(this.#connection, DELETE_OF_USER, userId);
  }
}

export function toSessionRow(session: Session): SessionRow {
  return {
    ...session,
    ...toStoredReason(session.revokeReason),
    previous: JSON.stringify(session.previous),
    rememberMe: session.rememberMe ? 1 : 0,
    expiryHour: hourOf(session.idleExpiresAt),
  };
}

function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}

/**
 * Replaces a session: first without its hour, so that the index stays as it is, and where the hour is another one (or the
 * version), with it.
 */
function replaceInHour(fixed: readonly (keyof SessionRow)[]): { sameHour: string; anyHour: string } {
  const sameHour = `${replaceVersion("sessions", SESSION_COLUMNS, [...fixed, "expiryHour"])} AND expiryHour = @expiryHour`;
  return { sameHour, anyHour: replaceVersion("sessions", SESSION_COLUMNS, fixed) };
}

export function fromSessionRow(row: SessionRow): Session {
  const { revokeCause: _, expiryHour: __, ...session } = row;
  return {
    ...session,
    previous: parseList<SpentToken>(row.previous).map(withNetwork),
    revokeReason: fromStoredReason(row),
    rememberMe: row.rememberMe === 1,
  };
}

/** The release before this one stores spent tokens without their network. */
function withNetwork(spent: SpentToken): SpentToken {
  return { ...spent, network: spent.network ?? null };
}

/** The row whose columns are in a list, beginning at `from`. The statement names the columns, so they are all there. */
function named<Row>(columns: readonly (keyof Row)[], values: readonly unknown[], from: number): Row {
  const row: Partial<Record<keyof Row, unknown>> = {};
  columns.forEach((column, index) => {
    row[column] = values[from + index];
  });
  return row as Row;
}
