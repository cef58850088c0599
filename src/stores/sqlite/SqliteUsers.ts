import { codeOf, messageOf } from "../../utils/errorFacts.js";
import { isUsername, prefixRange } from "../adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../Store.js";
import { insertInto, replaceVersion, selectFrom, userLists } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const SELECT = selectFrom("users");
const BY_ID = `${SELECT} WHERE _id = ?`;
const BY_USERNAME = `${SELECT} WHERE username = ?`;
const BY_EMAIL = `${SELECT} WHERE email = ?`;
const INSERT = insertInto("users");
const REPLACE = replaceVersion("users");
const DELETE = "DELETE FROM users WHERE _id = @id AND version = coalesce(@expectedVersion, version)";
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
export class SqliteUsers extends SqliteTable<User> implements UserStore {
  constructor(connection: Connection) {
    super(connection, tableFormats.users);
  }

  async create(user: User): Promise<CreateResult> {
    try {
      await this.change(INSERT, tableFormats.users.toRow(user));
      return { kind: "created" };
    } catch (error) {
      return { kind: "taken", field: takenField(user, error) };
    }
  }

  /** They wait together, so they share a transaction up to its size. */
  createMany(users: readonly User[]): Promise<CreateResult[]> {
    return Promise.all(users.map((user) => this.create(user)));
  }

  async findTaken({ usernames, emails }: Parameters<UserStore["findTaken"]>[0]) {
    const candidates = { usernames: JSON.stringify(usernames.filter(isUsername)), emails: JSON.stringify(emails) };
    return this.connection.read((statements) => {
      const rows = statements.prepare<[typeof candidates], TakenRow>(FIND_TAKEN).all(candidates);
      const valuesOf = (field: UniqueField) => rows.filter((row) => row.field === field).map(({ value }) => value);
      return { usernames: valuesOf("username"), emails: valuesOf("email") };
    });
  }

  byId(id: string): Promise<User | null> {
    return this.readOne(BY_ID, id);
  }

  async byLogin(login: { username: string } | { email: string }): Promise<User | null> {
    if ("email" in login) return this.readOne(BY_EMAIL, login.email);
    return isUsername(login.username) ? this.readOne(BY_USERNAME, login.username) : null;
  }

  async compareAndSet(next: User, expectedVersion: number): ReturnType<UserStore["compareAndSet"]> {
    try {
      const changes = await this.change(REPLACE, { ...tableFormats.users.toRow(next), expectedVersion });
      return { kind: changes === 1 ? "stored" : "conflict" };
    } catch (error) {
      return { kind: "taken", field: takenField(next, error) };
    }
  }

  async delete(id: string, expectedVersion?: number): ReturnType<UserStore["delete"]> {
    const deleted = await this.change(DELETE, { id, expectedVersion: expectedVersion ?? null });
    return { kind: deleted === 1 ? "deleted" : "missing" };
  }

  list({ by, prefix, after, limit }: Parameters<UserStore["list"]>[0]): Promise<User[]> {
    // Without an `after`: no user's field is the empty text.
    return this.readAll(userLists[by], { ...prefixRange(prefix, after), after: after ?? "", limit });
  }

  nextLegacyHash(after: string): Promise<string | null> {
    return this.connection.read(
      (statements) => statements.prepare<[string], string>(NEXT_LEGACY_HASH).pluck().get(after) ?? null,
    );
  }
}

/** Which field of the user belongs to another one, when that is why the write failed. Any other error is thrown on. */
function takenField({ username }: User, error: unknown): UniqueField {
  const message = codeOf(error) === "SQLITE_CONSTRAINT_UNIQUE" ? messageOf(error) : "";
  if (message.endsWith("users.username") && username !== null) return "username";
  if (message.endsWith("users.email")) return "email";
  throw error;
}
