import { fromStoredReason, type StoredReason, toStoredReason } from "../adapterRules.js";
import type { AuthState, RevokeReason, Session, SessionStore, SpentToken } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { fromUserRow, USER_COLUMNS, type UserRow } from "./SqliteUsers.js";
import { columnList, deleteRows, insertInto, pagesOfUser, parseList, replaceVersion } from "./sql.js";

/** A session as it is stored in the table: the spent tokens are JSON, the flag is 0 or 1. */
export type SessionRow = Omit<Session, "previous" | "rememberMe" | "revokeReason"> &
  StoredReason<RevokeReason> & {
    readonly previous: string;
    readonly rememberMe: number;
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
];

const SELECT = `SELECT ${columnList("sessions", SESSION_COLUMNS)} FROM sessions`;
const BY_ID = `${SELECT} WHERE _id = ?`;
const INSERT = insertInto("sessions", SESSION_COLUMNS);
const FIXED: readonly (keyof SessionRow)[] = ["userId", "createdAt"];
const REPLACE = replaceVersion("sessions", SESSION_COLUMNS, FIXED);
// Every refresh is one of these. The index sessionsOfUser holds living sessions only, so assigning revokedAt would rewrite it.
const REPLACE_LIVING = replaceVersion("sessions", SESSION_COLUMNS, [
  ...FIXED,
  "revokedAt",
  "revokeReason",
  "revokeCause",
]);
// A CHECK keeps idleExpiresAt <= expiresAt, so the idle expiry alone decides whether a session lives.
const LIVING_OF_USER = `${SELECT}
  WHERE userId = @userId AND revokedAt IS NULL AND epoch = @epoch AND idleExpiresAt > @now
  ORDER BY createdAt DESC, _id DESC LIMIT @limit`;
const ALL_OF_USER = pagesOfUser("sessions", SESSION_COLUMNS);
const EXPIRED = `${SELECT} WHERE idleExpiresAt <= ? ORDER BY idleExpiresAt LIMIT ?`;
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
    return this.#connection.authState(sessionId, (statements) => {
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
    const touched = { sessionId: row._id };
    await this.#connection.write((statements) => statements.prepare<[SessionRow]>(INSERT).run(row), touched);
  }

  get(id: string): Promise<Session | null> {
    return this.#connection.read((statements) => {
      const row = statements.prepare<[string], SessionRow>(BY_ID).get(id);
      return row === undefined ? null : fromSessionRow(row);
    });
  }

  async compareAndSet(next: Session, expectedVersion: number): ReturnType<SessionStore["compareAndSet"]> {
    const row = { ...toSessionRow(next), expectedVersion };
    const sql = next.revokedAt === null ? REPLACE_LIVING : REPLACE;
    return this.#connection.write(
      (statements) => {
        const { changes } = statements.prepare<[typeof row]>(sql).run(row);
        return { kind: changes === 1 ? "stored" : "conflict" };
      },
      { sessionId: row._id },
    );
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

  listExpired(before: number, limit: number): Promise<Session[]> {
    return this.#connection.read((statements) =>
      statements.prepare<[number, number], SessionRow>(EXPIRED).all(before, limit).map(fromSessionRow),
    );
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
  };
}

export function fromSessionRow(row: SessionRow): Session {
  const { revokeCause: _, ...session } = row;
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
