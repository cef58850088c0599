import { codeOf, messageOf } from "../../utils/errorFacts.js";
import { prefixRange } from "../adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { columnList, insertInto, parseList, replaceVersion } from "./sql.js";

/** A user as it is stored in the table: the lists are JSON. */
export type UserRow = Omit<User, "roles" | "epochEnds"> & { readonly roles: string; readonly epochEnds: string };

export const USER_COLUMNS: readonly (keyof UserRow)[] = [
  "_id",
  "username",
  "fullName",
  "email",
  "passwordHash",
  "avatarUrl",
  "emailVerifiedAt",
  "roles",
  "disabledAt",
  "epoch",
  "epochEnds",
  "version",
  "createdAt",
  "updatedAt",
  "passwordChangedAt",
];

const SELECT = `SELECT ${columnList("users", USER_COLUMNS)} FROM users`;
const BY_ID = `${SELECT} WHERE _id = ?`;
const BY_USERNAME = `${SELECT} WHERE username = ?`;
const BY_EMAIL = `${SELECT} WHERE email = ?`;
const INSERT = insertInto("users", USER_COLUMNS);
const REPLACE = replaceVersion("users", USER_COLUMNS);
const DELETE = "DELETE FROM users WHERE _id = ?";
// A text for each field, because a field cannot be bound.
const LIST = { _id: listBy("_id"), username: listBy("username"), email: listBy("email") };
const FIND_TAKEN = `SELECT 'username' AS field, username AS value FROM users
  WHERE username IN (SELECT value FROM json_each(@usernames))
  UNION ALL SELECT 'email', email FROM users WHERE email IN (SELECT value FROM json_each(@emails))`;
// The condition of the partial index usersWithLegacyHash, word for word: with another one SQLite would read the whole table.
const NEXT_LEGACY_HASH = `SELECT passwordHash FROM users
  WHERE passwordHash NOT GLOB '$argon2id$v=19$m=19456,t=2,p=1$*' AND passwordHash > ? ORDER BY passwordHash LIMIT 1`;

interface TakenRow {
  readonly field: UniqueField;
  readonly value: string;
}

/** The users of a SQLite store. */
export class SqliteUsers implements UserStore {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async create(user: User): Promise<CreateResult> {
    const row = toUserRow(user);
    return this.#connection.write((statements) =>
      orTaken(() => {
        statements.prepare<[UserRow]>(INSERT).run(row);
        return { kind: "created" };
      }),
    );
  }

  /** They wait together, so they share a transaction up to its size. */
  createMany(users: readonly User[]): Promise<CreateResult[]> {
    return Promise.all(users.map((user) => this.create(user)));
  }

  async findTaken({ usernames, emails }: Parameters<UserStore["findTaken"]>[0]) {
    const candidates = { usernames: JSON.stringify(usernames), emails: JSON.stringify(emails) };
    return this.#connection.read((statements) => {
      const rows = statements.prepare<[typeof candidates], TakenRow>(FIND_TAKEN).all(candidates);
      const valuesOf = (field: UniqueField) => rows.filter((row) => row.field === field).map(({ value }) => value);
      return { usernames: valuesOf("username"), emails: valuesOf("email") };
    });
  }

  byId(id: string): Promise<User | null> {
    return this.#findBy(BY_ID, id);
  }

  byLogin(login: { username: string } | { email: string }): Promise<User | null> {
    return "username" in login ? this.#findBy(BY_USERNAME, login.username) : this.#findBy(BY_EMAIL, login.email);
  }

  async compareAndSet(next: User, expectedVersion: number): ReturnType<UserStore["compareAndSet"]> {
    const row = { ...toUserRow(next), expectedVersion };
    return this.#connection.write((statements) =>
      orTaken(() => {
        const { changes } = statements.prepare<[typeof row]>(REPLACE).run(row);
        return { kind: changes === 1 ? "stored" : "conflict" };
      }),
    );
  }

  delete(id: string): ReturnType<UserStore["delete"]> {
    return this.#connection.write((statements) => {
      const { changes } = statements.prepare<[string]>(DELETE).run(id);
      return { kind: changes === 1 ? "deleted" : "missing" };
    });
  }

  list({ by, prefix, after, limit }: Parameters<UserStore["list"]>[0]): Promise<User[]> {
    return this.#connection.read((statements) => {
      // Without an `after`: no user's field is the empty text.
      const range = { ...prefixRange(prefix, after), after: after ?? "", limit };
      return statements.prepare<[typeof range], UserRow>(LIST[by]).all(range).map(fromUserRow);
    });
  }

  nextLegacyHash(after: string): Promise<string | null> {
    return this.#connection.read((statements) => {
      const row = statements.prepare<[string], Pick<UserRow, "passwordHash">>(NEXT_LEGACY_HASH).get(after);
      return row?.passwordHash ?? null;
    });
  }

  #findBy(sql: string, value: string): Promise<User | null> {
    return this.#connection.read((statements) => {
      const row = statements.prepare<[string], UserRow>(sql).get(value);
      return row === undefined ? null : fromUserRow(row);
    });
  }
}

export function toUserRow(user: User): UserRow {
  return { ...user, roles: JSON.stringify(user.roles), epochEnds: JSON.stringify(user.epochEnds) };
}

export function fromUserRow(row: UserRow): User {
  return { ...row, roles: parseList(row.roles), epochEnds: parseList(row.epochEnds) };
}

function listBy(field: "_id" | UniqueField): string {
  return `${SELECT} WHERE ${field} BETWEEN @from AND @to AND ${field} <> @after ORDER BY ${field} LIMIT @limit`;
}

function orTaken<T>(write: () => T): T | { kind: "taken"; field: UniqueField } {
  try {
    return write();
  } catch (error) {
    const field = takenField(error);
    if (field === null) throw error;
    return { kind: "taken", field };
  }
}

function takenField(error: unknown): UniqueField | null {
  if (codeOf(error) !== "SQLITE_CONSTRAINT_UNIQUE") return null;
  const message = messageOf(error);
  if (message.endsWith("users.username")) return "username";
  if (message.endsWith("users.email")) return "email";
  return null;
}
