import { isUsername, prefixRange } from "../adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../Store.js";
import { columnList, insertInto, replaceVersion, selectFrom, userLists } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import { KeyedReads } from "./KeyedReads.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";
import { takenField } from "./postgresErrors.js";

const SELECT = selectFrom("users");
const BY_USERNAME = `${SELECT} WHERE username = @username`;
const BY_EMAIL = `${SELECT} WHERE email = @email`;
const INSERT = insertInto("users");
const REPLACE = replaceVersion("users");
const DELETE = "DELETE FROM users WHERE _id = @id AND version = coalesce(@expectedVersion, version)";
const FIND_TAKEN = `SELECT 'username', username FROM users WHERE username = ANY(@usernames)
  UNION ALL SELECT 'email', email FROM users WHERE email = ANY(@emails)`;
// The condition of the partial index usersWithLegacyHash, word for word: with another one the whole table would be read.
const NEXT_LEGACY_HASH = `SELECT passwordHash FROM users
  WHERE passwordHash NOT LIKE '$argon2id$v=19$m=19456,t=2,p=1$%' AND passwordHash > @after ORDER BY passwordHash LIMIT 1`;

/** The users of a PostgreSQL store. */
export class PostgresUsers extends PostgresTable<User> implements UserStore {
  readonly #reads: KeyedReads;

  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.users);
    this.#reads = new KeyedReads(connection, { columns: columnList("users"), table: "users" });
  }

  async create(user: User): Promise<CreateResult> {
    try {
      await this.change(INSERT, tableFormats.users.toRow(user));
      return { kind: "created" };
    } catch (error) {
      return { kind: "taken", field: takenFieldOf(user, error) };
    }
  }

  /**
   * One statement a user: two INSERTs of many rows can wait for each other's names. They are sent at once, but for a user who wants what
   * an earlier one of the list wants: that one gets it.
   */
  async createMany(users: readonly User[]): Promise<CreateResult[]> {
    const wanted = new Set<string>();
    const results: Promise<CreateResult>[] = [];
    for (const user of users) {
      const names = [user._id, user.email, ...(user.username === null ? [] : [user.username])];
      if (names.some((name) => wanted.has(name))) await Promise.all(results);
      for (const name of names) wanted.add(name);
      results.push(this.create(user));
    }
    return Promise.all(results);
  }

  async findTaken({ usernames, emails }: Parameters<UserStore["findTaken"]>[0]) {
    const { rows } = await this.connection.run(FIND_TAKEN, { usernames: usernames.filter(isUsername), emails });
    const valuesOf = (field: UniqueField) => rows.filter(([of]) => of === field).map(([, value]) => String(value));
    return { usernames: valuesOf("username"), emails: valuesOf("email") };
  }

  async byId(id: string): Promise<User | null> {
    const values = await this.#reads.read(id);
    return values === null ? null : tableFormats.users.fromValues(values, KeyedReads.COLUMNS_AT);
  }

  async byLogin(login: { username: string } | { email: string }): Promise<User | null> {
    if ("email" in login) return this.one(BY_EMAIL, login);
    return isUsername(login.username) ? this.one(BY_USERNAME, login) : null;
  }

  async compareAndSet(next: User, expectedVersion: number): ReturnType<UserStore["compareAndSet"]> {
    try {
      const changed = await this.change(REPLACE, { ...tableFormats.users.toRow(next), expectedVersion });
      return { kind: changed === 1 ? "stored" : "conflict" };
    } catch (error) {
      return { kind: "taken", field: takenFieldOf(next, error) };
    }
  }

  async delete(id: string, expectedVersion?: number): ReturnType<UserStore["delete"]> {
    const deleted = await this.change(DELETE, { id, expectedVersion: expectedVersion ?? null });
    return { kind: deleted === 1 ? "deleted" : "missing" };
  }

  list({ by, prefix, after, limit }: Parameters<UserStore["list"]>[0]): Promise<User[]> {
    // Without an `after`: no user's field is the empty text.
    return this.all(userLists[by], { ...prefixRange(prefix, after), after: after ?? "", limit });
  }

  async nextLegacyHash(after: string): Promise<string | null> {
    const { rows } = await this.connection.run(NEXT_LEGACY_HASH, { after });
    return rows[0] === undefined ? null : String(rows[0][0]);
  }
}

/** Which field of the user belongs to another one, when that is why the write failed. Any other error is thrown on. */
function takenFieldOf({ username }: User, error: unknown): UniqueField {
  const field = takenField(error);
  if (field === null || (field === "username" && username === null)) throw error;
  return field;
}
