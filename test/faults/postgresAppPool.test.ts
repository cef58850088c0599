import pg from "pg";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { aSession, aUser } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { dropPostgresPlace, freshPostgresPlace } from "../support/store/postgresDatabase.js";

const unavailable = expect.objectContaining({ name: "StoreUnavailableError" });
const BOOLEAN = 16;
const EVERY_TYPE = [BOOLEAN, 20, 21, 23, 25, 114, 1043, 1184];

/** A pool as an app makes one, and a store on it. Both are closed when the test ends. */
async function anApp(options: pg.PoolConfig = {}) {
  const place = freshPostgresPlace();
  onTestFinished(() => dropPostgresPlace(place));
  const pool = new pg.Pool({ connectionString: place.url, ...options });
  onTestFinished(() => (pool.ending ? undefined : pool.end()));
  const store = createPostgresStore({ url: "", schema: place.schema, connection: pool });
  onTestFinished(() => store.close());
  return { place, pool, store };
}

/** What a session of the app would notice: its settings, where names are looked for, and what it has to answer for. */
async function stateOf(pool: pg.Pool) {
  const client = await pool.connect();
  try {
    const settings = await client.query("SELECT name, setting FROM pg_settings WHERE source = 'session'");
    const locks = await client.query(
      "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'",
    );
    const listeners = client.eventNames().map((name) => [name, client.listenerCount(name)]);
    return { settings: settings.rows, locks: locks.rows, listeners: listeners.toSorted() };
  } finally {
    client.release();
  }
}

describe.skipIf(inject("postgresUrl") === null)("a store on the pool of an app", () => {
  test("never closes it, keeps none of its connections, and changes no setting and no listener", async () => {
    const { pool, store } = await anApp({ max: 1 });
    const before = await stateOf(pool);
    const poolListeners = pool.eventNames().map((name) => [name, pool.listenerCount(name)]);
    await store.open();
    for (const call of Object.values(everyVerb)) await call(store);
    await store.users.create(aUser({ _id: "twice" }));
    await expect(store.users.create(aUser({ _id: "twice" }))).rejects.toThrow("duplicate key");
    expect(await stateOf(pool)).toEqual(before);
    await store.close();
    expect(await stateOf(pool)).toEqual(before);
    expect(pool.eventNames().map((name) => [name, pool.listenerCount(name)])).toEqual(poolListeners);
    expect([pool.ended, pool.totalCount, pool.idleCount, pool.waitingCount]).toEqual([false, 1, 1, 0]);
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test("reads its records whole, whatever the app has values of each type turned into, and the app's stay so", async () => {
    const { getTypeParser, setTypeParser } = pg.types;
    const before = EVERY_TYPE.map((type) => [type, getTypeParser(type)] as const);
    onTestFinished(() => {
      for (const [type, parser] of before) setTypeParser(type, parser);
    });
    for (const type of EVERY_TYPE) setTypeParser(type, (text: string) => ({ wrapped: text }));
    const { pool, store, place } = await anApp();
    await store.open();
    const user = aUser();
    const session = aSession({ userId: user._id });
    await store.users.create(user);
    await store.sessions.create(session);
    expect(await store.authState(session._id)).toStrictEqual({ session, user });
    expect((await pool.query("SELECT true AS yes")).rows).toEqual([{ yes: { wrapped: "t" } }]);

    // A second server finds the schema made.
    const second = createPostgresStore({ url: "", schema: place.schema, connection: pool });
    onTestFinished(() => second.close());
    await second.open();
    expect(await second.users.byId(user._id)).toStrictEqual(user);
  });

  test("finds its tables whatever the app's search path, isolation and time zone", async () => {
    const options = "-c search_path=nowhere -c default_transaction_isolation=serializable -c TimeZone=Asia/Kathmandu";
    const { store } = await anApp({ options });
    await store.open();
    const [user, session] = [aUser(), aSession()];
    await store.users.create(user);
    await store.sessions.create(session);
    const next = { ...session, version: 1 };
    expect(await store.sessions.compareAndSet(next, 0)).toEqual({ kind: "stored" });
    expect(await store.authState(session._id)).toEqual({ session: next, user: null });
  });

  test("works beside the app's own transactions while the pool has a single connection left", async () => {
    const { pool, store } = await anApp({ max: 2 });
    await store.open();
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query("CREATE TEMPORARY TABLE notes (text text)");
    const users = Array.from({ length: 30 }, () => aUser());
    expect(await store.users.createMany(users)).toEqual(users.map(() => ({ kind: "created" })));
    expect(await Promise.all(users.map(({ _id }) => store.users.byId(_id)))).toEqual(users);
    await client.query("ROLLBACK");
    client.release();
  });

  test("is unavailable while the pool has no free connection, and when the app has ended it", async () => {
    const { pool, store, place } = await anApp({ max: 1, connectionTimeoutMillis: 100 });
    await store.open();
    const user = aUser();
    await store.users.create(user);
    const client = await pool.connect();
    await expect(store.users.byId(user._id)).rejects.toEqual(unavailable);
    await expect(store.users.create(aUser())).rejects.toMatchObject({ outcome: "not-applied" });
    client.release();
    expect(await store.users.byId(user._id)).toEqual(user);
    await pool.end();
    await expect(store.users.byId(user._id)).rejects.toEqual(unavailable);
    const late = createPostgresStore({ url: "", schema: place.schema, connection: pool });
    await expect(late.open()).rejects.toEqual(unavailable);
  });
});
