import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { expectEveryVerbUnavailable } from "../support/faults/expectEveryVerbUnavailable.js";
import { anAddition, aSession, aUser } from "../support/records.js";
import { freeze } from "../support/store/frozenPostgres.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";
import { type PostgresProxy, startPostgresProxy } from "../support/store/postgresProxy.js";
import { untilTrue } from "../support/store/postgresStandby.js";

// Making tables is a step too, and a busy machine takes its time over it.
const stepTimeoutMs = 1500;
const unavailable = expect.any(StoreUnavailableError);
const notApplied = { name: "StoreUnavailableError", outcome: "not-applied" };
const unknown = { name: "StoreUnavailableError", outcome: "unknown" };

describe.skipIf(!hasPostgresPrograms)("a PostgreSQL server", () => {
  let server: RunningPostgres;
  let proxy: PostgresProxy;
  let url: string;
  /** Reaches the server through the proxy. */
  let store: Store;

  beforeAll(async () => {
    server = await startOwnPostgres();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    proxy = await startPostgresProxy(server.port);
    url = await freshPostgresUrl(server.url);
    store = createPostgresStore({ url: proxy.urlOf(url), stepTimeoutMs });
  });
  afterEach(async () => {
    proxy.forward();
    await store.close();
    await proxy.close();
  });

  test.each(["our", "the app's"])(
    "that ends with the packet that opens a connection of %s pool ends no program",
    async (whose) => {
      const pool = new pg.Pool({ connectionString: proxy.urlOf(url), max: 2 }).on("error", () => undefined);
      onTestFinished(() => pool.end());
      const borrowing = createPostgresStore({ url, connection: pool, stepTimeoutMs });
      const tried = whose === "our" ? store : borrowing;
      await tried.open();
      proxy.endAfterGreeting();
      const others = "datname = current_database() AND pid <> pg_backend_pid()";
      await onPostgres(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
      for (let attempt = 0; attempt < 5; attempt++) await expect(tried.ping()).rejects.toEqual(unavailable);
      if (tried === borrowing) await borrowing.close();
    },
  );

  describe("that is away", () => {
    test("makes every verb unavailable, and the same store works when it is back, with what was acknowledged", async () => {
      await store.open();
      const user = aUser();
      await store.users.create(user);
      await server.stop("immediate");
      await expectEveryVerbUnavailable(store);
      await server.restart();
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
    });

    test("makes a write that was never sent certain not to have been applied", async () => {
      await store.open();
      await server.stop();
      await expect(store.ping()).rejects.toEqual(unavailable);
      const rejection = { ...notApplied, cause: expect.any(Error) };
      await expect(store.users.create(aUser())).rejects.toMatchObject(rejection);
      await server.restart();
    });

    test("lets open fail, and a later open succeed", async () => {
      await server.stop();
      await expect(store.open()).rejects.toEqual(unavailable);
      await expect(store.ping()).rejects.toEqual(unavailable);
      await server.restart();
      await store.open();
      await store.ping();
    });
  });

  describe("that does not answer", () => {
    test("makes every verb unavailable instead of hanging, and the same store works when it answers again", async () => {
      await store.open();
      proxy.swallowRequests();
      await expectEveryVerbUnavailable(store);
      proxy.forward();
      expect(await store.users.create(aUser())).toEqual({ kind: "created" });
    });

    test("makes open unavailable instead of hanging", async () => {
      proxy.swallowRequests();
      await expect(store.open()).rejects.toMatchObject(notApplied);
    });

    test("leaves the outcome of a write unknown, and nothing unknown about a read", async () => {
      await store.open();
      const user = aUser();
      proxy.swallowAnswers();
      await Promise.all([
        expect(store.users.create(user)).rejects.toMatchObject(unknown),
        expect(store.users.byId(user._id)).rejects.toMatchObject(notApplied),
        expect(store.authState("id", "user")).rejects.toMatchObject(notApplied),
      ]);
      proxy.forward();
      expect(await store.users.byId(user._id)).toStrictEqual(user);
    });

    test("and has frozen makes every verb unavailable in time, and all is well when it goes on", async () => {
      await store.open();
      const user = aUser();
      await store.users.create(user);
      const thaw = await freeze(server);
      onTestFinished(thaw);
      await expectEveryVerbUnavailable(store);
      thaw();
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await store.users.create(aUser())).toEqual({ kind: "created" });
    });
  });

  describe("that loses the answer to", () => {
    test("a new record leaves its outcome unknown, and it is there", async () => {
      await store.open();
      const user = aUser();
      proxy.loseAnswer("INSERT 0 1");
      await expect(store.users.create(user)).rejects.toMatchObject(unknown);
      expect(await store.users.byId(user._id)).toStrictEqual(user);
    });

    test("a changed record leaves its outcome unknown, and it is changed once", async () => {
      await store.open();
      const session = aSession();
      await store.sessions.create(session);
      proxy.loseAnswer("UPDATE 1");
      const next = { ...session, version: 1 };
      await expect(store.sessions.compareAndSet(next, 0)).rejects.toMatchObject(unknown);
      expect(await store.sessions.get(session._id)).toStrictEqual(next);
      expect(await store.sessions.compareAndSet(next, 0)).toEqual({ kind: "conflict" });
    });

    test("a counted call does not count it again", async () => {
      await store.open();
      const addition = anAddition();
      await store.rateLimits.add(addition);
      proxy.loseNthAnswer(1);
      await expect(store.rateLimits.add(addition)).rejects.toMatchObject(unknown);
      expect(await store.rateLimits.get(addition)).toMatchObject({ points: 2 });
    });

    test("a read reads again, or is unavailable with nothing unknown", async () => {
      await store.open();
      const user = aUser();
      await store.users.create(user);
      proxy.loseNthAnswer(1);
      const answer = await store.users.byId(user._id).catch((error: unknown) => error);
      if (answer instanceof Error) expect(answer).toMatchObject(notApplied);
      else expect(answer).toStrictEqual(user);
      expect(await store.users.byId(user._id)).toStrictEqual(user);
    });
  });

  test("that breaks a connection of an app's own pool ends no process, and no listener of the store stays on the others", async () => {
    const pool = new pg.Pool({ connectionString: proxy.urlOf(url), max: 1 });
    pool.on("error", () => undefined);
    onTestFinished(() => pool.end());
    const listeners = async () => {
      const client = await pool.connect();
      client.release();
      return client.listenerCount("error");
    };
    const before = await listeners();
    const own = createPostgresStore({ url: "", connection: pool, stepTimeoutMs });
    onTestFinished(() => own.close());
    await own.open();
    proxy.loseAnswer("INSERT 0 1");
    await expect(own.users.create(aUser())).rejects.toMatchObject(unknown);
    expect(await own.users.create(aUser())).toEqual({ kind: "created" });
    expect(await listeners()).toBe(before);
  });

  test("whose connections break is used again", async () => {
    await store.open();
    const user = aUser();
    await store.users.create(user);
    for (let round = 0; round < 3; round += 1) {
      proxy.cut();
      await vi.waitUntil(() => store.users.byId(user._id).catch(() => null));
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await vi.waitUntil(() => store.users.create(aUser()).catch(() => null))).toEqual({ kind: "created" });
    }
  });

  test("whose administrator ends the connections is used again", async () => {
    await store.open();
    const ended = "pid <> pg_backend_pid() AND datname = current_database()";
    await onPostgres(url, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${ended}`);
    await vi.waitUntil(() => store.users.create(aUser()).catch(() => null));
    expect(await store.users.create(aUser())).toEqual({ kind: "created" });
  });

  test("with a locked table makes what needs it unavailable in time, serves the rest, and is well when it is unlocked", async () => {
    await store.open();
    const user = aUser();
    const session = aSession({ userId: user._id });
    await store.users.create(user);
    await store.sessions.create(session);
    const holder = new pg.Client({ connectionString: url });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('BEGIN; LOCK TABLE "latchkey"."sessions" IN ACCESS EXCLUSIVE MODE');

    await Promise.all([
      expect(store.sessions.compareAndSet({ ...session, version: 1 }, 0)).rejects.toEqual(unavailable),
      expect(store.sessions.get(session._id)).rejects.toMatchObject(notApplied),
      expect(store.authState(session._id, user._id)).rejects.toMatchObject(notApplied),
    ]);
    expect(await store.users.byId(user._id)).toStrictEqual(user);
    expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });

    await holder.query("ROLLBACK");
    // Nothing of before waits at the server any more.
    await untilTrue({ url }, "SELECT count(*) = 0 AS answer FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
    const { version = -1 } = (await store.sessions.get(session._id)) ?? {};
    const next = { ...session, version: version + 1 };
    expect(await store.sessions.compareAndSet(next, version)).toEqual({ kind: "stored" });
  });
});
