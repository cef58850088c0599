import { codeOf, messageOf } from "../../utils/errorFacts.js";
import { prefixRange } from "../adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../Store.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto, replaceVersion } from "./sql.js";
import { fromUserRow, toUserRow, USER_COLUMNS, type UserRow } from "./userRow.js";

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
// In the words of the partial index usersWithLegacyHash: with others SQLite would read the whole table.
const NEXT_LEGACY_HASH = `SELECT passwordHash FROM users
  WHERE passwordHash NOT GLOB '$argon2id$v=19$m=19456,t=2,p=1$*' AND passwordHash > ? ORDER BY passwordHash LIMIT 1`;

interface TakenRow {
  readonly field: UniqueField;
  readonly value: string;
}

/** The users of the SQLite store. */
export function createUserStore(connection: SqliteConnection): UserStore {
  function findBy(sql: string, value: string) {
    return connection.read((statements) => {
      const row = statements.prepare<[string], UserRow>(sql).get(value);
      return row === undefined ? null : fromUserRow(row);
    });
  }

  async function create(user: User): Promise<CreateResult> {
    const row = toUserRow(user);
    return connection.write((statements) =>
      orTaken(() => {
        statements.prepare<[UserRow]>(INSERT).run(row);
        return { kind: "created" };
      }),
    );
  }

  return {
    byId: (id) => findBy(BY_ID, id),
    byLogin: (login) => ("username" in login ? findBy(BY_USERNAME, login.username) : findBy(BY_EMAIL, login.email)),

    create,
    // They wait together, so they share a transaction as far as one takes them.
    createMany: (users) => Promise.all(users.map(create)),

    async findTaken({ usernames, emails }) {
      const candidates = { usernames: JSON.stringify(usernames), emails: JSON.stringify(emails) };
      return connection.read((statements) => {
        const rows = statements.prepare<[typeof candidates], TakenRow>(FIND_TAKEN).all(candidates);
        const valuesOf = (field: UniqueField) => rows.filter((row) => row.field === field).map(({ value }) => value);
        return { usernames: valuesOf("username"), emails: valuesOf("email") };
      });
    },

    async compareAndSet(next, expectedVersion) {
      const row = { ...toUserRow(next), expectedVersion };
      return connection.write((statements) =>
        orTaken(() => {
          const { changes } = statements.prepare<[typeof row]>(REPLACE).run(row);
          return { kind: changes === 1 ? "stored" : "conflict" };
        }),
      );
    },

    delete: (id) =>
      connection.write((statements) => {
        const { changes } = statements.prepare<[string]>(DELETE).run(id);
        return { kind: changes === 1 ? "deleted" : "missing" };
      }),

    list: ({ by, prefix, after, limit }) =>
      connection.read((statements) => {
        // Where there is no `after`, nobody's field is the empty text.
        const range = { ...prefixRange(prefix, after), after: after ?? "", limit };
        return statements.prepare<[typeof range], UserRow>(LIST[by]).all(range).map(fromUserRow);
      }),

    nextLegacyHash: (after) =>
      connection.read((statements) => {
        const row = statements.prepare<[string], Pick<UserRow, "passwordHash">>(NEXT_LEGACY_HASH).get(after);
        return row?.passwordHash ?? null;
      }),
  };
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
