import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { anAuditEvent, aOneTimeToken, aSession, aUser, NOW } from "../contract/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/sqliteFolder.js";

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

function verbs(statements: readonly string[]): string[] {
  return statements.map((sql) => sql.split(/\s/, 1)[0] ?? "");
}

test("verifying a request costs one statement", async () => {
  const { store, statementsOf } = await openLogged();
  const session = aSession();
  await store.sessions.create(session);
  expect(verbs(await statementsOf(() => store.authState(session._id)))).toEqual(["SELECT"]);
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

test("every other verb costs one statement too", async () => {
  const { store, statementsOf } = await openLogged();
  const user = aUser();
  const token = aOneTimeToken();
  const statements = await statementsOf(async () => {
    await store.users.create(user);
    await store.users.byId(user._id);
    await store.users.compareAndSet({ ...user, version: 1 }, 0);
    await store.users.delete(user._id);
    await store.sessions.get("none");
    await store.sessions.listByUser({ userId: user._id, epoch: 0, now: NOW, limit: 10 });
    await store.sessions.deleteExpired(NOW, 10);
    await store.oneTimeTokens.put(token);
    await store.oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW });
    await store.audit.append(anAuditEvent());
    await store.audit.listByUser({ userId: user._id, limit: 10 });
    await store.ping();
  });
  const work = verbs(statements).filter((verb) => verb !== "BEGIN" && verb !== "COMMIT");
  expect(work).toEqual([
    ...["INSERT", "SELECT", "UPDATE", "DELETE"],
    ...["SELECT", "SELECT", "DELETE"],
    ...["INSERT", "DELETE"],
    ...["INSERT", "SELECT", "SELECT"],
  ]);
});

test("no verb reads a whole table or sorts: each is served by an index", async () => {
  const { store, path, statementsOf } = await openLogged();
  const user = aUser();
  const statements = await statementsOf(async () => {
    await store.users.byLogin({ username: user.username });
    await store.users.byLogin({ email: user.email });
    await store.users.compareAndSet(user, 0);
    await store.authState("none");
    await store.sessions.listByUser({ userId: user._id, epoch: 0, now: NOW, limit: 10 });
    await store.sessions.deleteExpired(NOW, 10);
    await store.oneTimeTokens.take({ hash: "none", purpose: "verify-email", now: NOW });
    await store.audit.listByUser({ userId: user._id, limit: 10 });
  });
  const database = new Database(path, { readonly: true });
  const plans = statements
    .filter((sql) => sql !== "BEGIN IMMEDIATE" && sql !== "COMMIT")
    .flatMap((sql) => database.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all());
  database.close();
  expect(plans.length).toBeGreaterThanOrEqual(8);
  expect(plans.map(({ detail }) => detail).filter((detail) => /^SCAN|TEMP B-TREE/.test(detail))).toEqual([]);
});
