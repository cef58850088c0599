import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { anAddition, anAuditEvent, aSession, aUser, DAY } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

interface Logged {
  store: Store;
  path: string;
  /** The statements of `work`, with their values filled in. */
  statementsOf(work: () => Promise<unknown>): Promise<string[]>;
}

async function openLogged(): Promise<Logged> {
  const log: string[] = [];
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path, onStatement: (sql) => log.push(sql.trim()) });
  return {
    store,
    path,
    async statementsOf(work) {
      log.length = 0;
      await work();
      return [...log];
    },
  };
}

/** A PRAGMA asks or sets something of the connection: it touches no record. */
function verbs(statements: readonly string[]): string[] {
  return statements.map((sql) => sql.split(/\s/, 1)[0] ?? "").filter((verb) => verb !== "PRAGMA");
}

test("verifying a request costs one statement, and afterwards one look until somebody commits", async () => {
  const { store, path, statementsOf } = await openLogged();
  const session = aSession();
  await store.sessions.create(session);
  const look = "PRAGMA data_version";
  const verify = () => statementsOf(() => store.authState(session._id));
  expect(await verify()).toEqual([look, expect.stringMatching(/^SELECT/)]);
  expect(await verify()).toEqual([look]);
  await store.audit.append(anAuditEvent());
  await store.rateLimits.add(anAddition());
  expect(await verify(), "this connection wrote something else").toEqual([look]);
  const other = await openSqliteStore({ path });
  await other.rateLimits.add(anAddition());
  expect(verbs(await verify()), "another connection wrote").toEqual(["SELECT"]);
});

test("a refresh costs one read and one write", async () => {
  const { store, statementsOf } = await openLogged();
  const session = aSession();
  await store.sessions.create(session);
  const statements = await statementsOf(async () => {
    await store.authState(session._id);
    await store.sessions.compareAndSet({ ...session, version: 1 }, 0);
  });
  expect(verbs(statements)).toEqual(["SELECT", "BEGIN", "UPDATE", "COMMIT"]);
});

test("a refresh rewrites no index while the session ends on the same day: it assigns no column that has one", async () => {
  const { store, statementsOf } = await openLogged();
  const session = aSession();
  await store.sessions.create(session);
  const refreshed = { ...session, version: 1, idleExpiresAt: session.idleExpiresAt + 1 };
  const statements = await statementsOf(() => store.sessions.compareAndSet(refreshed, 0));
  expect(verbs(statements)).toEqual(["BEGIN", "UPDATE", "COMMIT"]);
  const update = statements.find((sql) => sql.startsWith("UPDATE")) ?? "";
  const assigned = [...update.slice(0, update.indexOf("WHERE")).matchAll(/(\w+) = /g)].map(([, column]) => column);
  expect(assigned).toContain("version");
  for (const fixed of ["_id", "userId", "createdAt", "revokedAt", "expiryDay"]) expect(assigned).not.toContain(fixed);
});

test("a session that ends on another day costs a second write, and so does one of another version", async () => {
  const { store, statementsOf } = await openLogged();
  const session = aSession();
  await store.sessions.create(session);
  const later = { ...session, version: 1, idleExpiresAt: session.idleExpiresAt + DAY };
  for (const kind of ["stored", "conflict"]) {
    const statements = await statementsOf(async () => {
      expect(await store.sessions.compareAndSet(later, 0)).toEqual({ kind });
    });
    expect(verbs(statements)).toEqual(["BEGIN", "UPDATE", "UPDATE", "COMMIT"]);
  }
});

test("a login costs one read and one write", async () => {
  const { store, statementsOf } = await openLogged();
  const user = aUser();
  await store.users.create(user);
  const statements = await statementsOf(async () => {
    await store.users.byLogin({ email: user.email });
    await store.sessions.create(aSession({ userId: user._id }));
  });
  expect(verbs(statements)).toEqual(["SELECT", "BEGIN", "INSERT", "COMMIT"]);
});

/** How each verb's one statement begins. */
const STATEMENTS: Readonly<Record<string, string>> = {
  ping: "UPDATE",
  authState: "SELECT",
  "users.create": "INSERT",
  "users.createMany": "INSERT",
  "users.findTaken": "SELECT",
  "users.byId": "SELECT",
  "users.byLogin": "SELECT",
  "users.compareAndSet": "UPDATE",
  "users.delete": "DELETE",
  "users.list": "SELECT",
  "users.nextLegacyHash": "SELECT",
  "sessions.create": "INSERT",
  "sessions.get": "SELECT",
  "sessions.listByUser": "SELECT",
  "sessions.listAllByUser": "SELECT",
  "sessions.listExpired": "SELECT",
  "sessions.deleteExpired": "DELETE",
  "sessions.deleteByUser": "DELETE",
  "oneTimeTokens.put": "INSERT",
  "oneTimeTokens.take": "DELETE",
  "oneTimeTokens.find": "SELECT",
  "oneTimeTokens.listByUser": "SELECT",
  "oneTimeTokens.deleteExpired": "DELETE",
  "oneTimeTokens.deleteByUser": "DELETE",
  "audit.append": "INSERT",
  "audit.list": "SELECT",
  "audit.listByUser": "SELECT",
  "audit.deleteBefore": "DELETE",
  "audit.deleteByUser": "DELETE",
  "queue.add": "INSERT",
  "queue.claim": "UPDATE",
  "queue.postpone": "UPDATE",
  "queue.remove": "DELETE",
  "queue.listByUser": "SELECT",
  "queue.deleteByUser": "DELETE",
  "rateLimits.add": "INSERT",
  "rateLimits.set": "INSERT",
  "rateLimits.get": "SELECT",
  "rateLimits.delete": "DELETE",
  "rateLimits.deleteExpired": "DELETE",
  "signingKeys.list": "SELECT",
  "signingKeys.create": "INSERT",
  "signingKeys.compareAndSet": "UPDATE",
  "signingKeys.delete": "DELETE",
  "secondFactors.get": "SELECT",
  "secondFactors.create": "INSERT",
  "secondFactors.compareAndSet": "UPDATE",
  "secondFactors.delete": "DELETE",
  "passkeys.get": "SELECT",
  "passkeys.create": "INSERT",
  "passkeys.compareAndSet": "UPDATE",
  "passkeys.delete": "DELETE",
  "passkeys.listByUser": "SELECT",
  "passkeys.listCreated": "SELECT",
  "passkeys.deleteByUser": "DELETE",
  "identities.get": "SELECT",
  "identities.create": "INSERT",
  "identities.compareAndSet": "UPDATE",
  "identities.delete": "DELETE",
  "identities.listByUser": "SELECT",
  "identities.listCreated": "SELECT",
  "identities.deleteByUser": "DELETE",
  "emailCodes.get": "SELECT",
  "emailCodes.create": "INSERT",
  "emailCodes.compareAndSet": "UPDATE",
  "emailCodes.delete": "DELETE",
  "emailCodes.deleteExpired": "DELETE",
};

/** It reads in the transaction that would delete: nobody adds an event between the two. */
test("a trim of a short log costs one read, in a transaction", async () => {
  const { store, statementsOf } = await openLogged();
  const statements = await statementsOf(() => everyVerb["audit.trimByUser"](store));
  expect(verbs(statements)).toEqual(["BEGIN", "SELECT", "COMMIT"]);
});

const { "audit.trimByUser": _, "sessions.compareAndSet": __, ...verbsOfOneStatement } = everyVerb;

test.each(Object.entries(verbsOfOneStatement))(
  "%s costs one statement, in a transaction if it writes",
  async (verb, call) => {
    const { store, statementsOf } = await openLogged();
    const kind = STATEMENTS[verb];
    const expected = kind === "SELECT" ? [kind] : ["BEGIN", kind, "COMMIT"];
    expect(verbs(await statementsOf(() => call(store)))).toEqual(expected);
  },
);

describe("the plan of every verb", () => {
  /** What the verbs ask in other words than everyVerb does. */
  const VARIANTS: ReadonlyArray<(store: Store) => Promise<unknown>> = [
    (store) => store.users.byLogin({ email: "ada@example.com" }),
    (store) => store.users.list({ by: "username", prefix: "a", after: "ada", limit: 10 }),
    (store) => store.users.list({ by: "email", prefix: "a", after: "ada@example.com", limit: 10 }),
    (store) => store.sessions.listAllByUser({ userId: "ada", before: "z", limit: 10 }),
    (store) => store.audit.list({ before: "z", limit: 10 }),
    (store) => store.audit.listByUser({ userId: "ada", before: "z", limit: 10 }),
  ];

  async function plansOf(calls: ReadonlyArray<(store: Store) => Promise<unknown>>) {
    const { store, path, statementsOf } = await openLogged();
    const statements = await statementsOf(async () => {
      for (const call of calls) await call(store);
    });
    const database = new Database(path, { readonly: true });
    const plans = statements
      .filter((sql) => !/^(BEGIN|COMMIT|PRAGMA)/.test(sql))
      .flatMap((sql) => database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all());
    const indexes = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    const names = indexes.pluck().all();
    database.close();
    return { details: plans.map(({ detail }) => detail), indexes: names };
  }

  // The table of the one holds a row for each migration; the other answers its whole table, a few keys.
  const { ping: _, "signingKeys.list": __, ...verbsOnRecords } = everyVerb;
  const everything = [...Object.values(verbsOnRecords), ...VARIANTS];

  test("reads no whole table and sorts nothing: an index serves it", async () => {
    const { details } = await plansOf(everything);
    expect(details.length).toBeGreaterThanOrEqual(30);
    // json_each is the list that the caller handed in.
    expect(details.filter((detail) => /^SCAN (?!json_each)|TEMP B-TREE/.test(detail))).toEqual([]);
  });

  test("needs every index there is: none costs writes for nothing", async () => {
    const { details, indexes } = await plansOf(everything);
    const used = details.flatMap((detail) => /INDEX (\w+)/.exec(detail)?.[1] ?? []);
    // The program before, which may still run beside this one, asks by it for bcrypt hashes alone.
    expect(indexes.filter((index) => !used.includes(String(index)))).toEqual(["usersWithBcrypt"]);
  });

  test("looks at the named sessions alone, however many have expired", async () => {
    const { details } = await plansOf([everyVerb["sessions.deleteExpired"]]);
    expect(details[0]).toMatch(/^SEARCH sessions USING INDEX sqlite_autoindex_sessions_1 \(_id=\?\)/);
  });
});
