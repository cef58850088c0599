import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type RunningPgBouncer, startPgBouncer } from "../../scripts/postgres/startPgBouncer.js";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { aSession, aUser } from "../support/records.js";
import { hasPostgresPrograms, pgBouncer, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl } from "../support/store/postgresDatabase.js";
import { promote, startStandby, untilTrue } from "../support/store/postgresStandby.js";

/** Fewer connections than the store has: each transaction meets another one. */
const POOL_SIZE = "2";

describe.skipIf(!hasPostgresPrograms || pgBouncer === null)("behind PgBouncer in transaction mode", () => {
  let server: RunningPostgres;
  let url: string;
  let bouncer: RunningPgBouncer;
  let bounced: string;
  const stores: Store[] = [];

  beforeAll(async () => {
    if (pgBouncer === null) throw new Error("There is no PgBouncer.");
    server = await startOwnPostgres();
    url = await freshPostgresUrl(server.url);
    bouncer = await startPgBouncer(pgBouncer, url, { default_pool_size: POOL_SIZE, server_login_retry: "1" });
    bounced = bouncer.url;
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(async () => {
    await bouncer.dispose();
    await server.dispose();
  });

  async function aStore(prepare: boolean): Promise<Store> {
    const store = createPostgresStore({ url: bounced, prepare, stepTimeoutMs: 1500 });
    stores.push(store);
    await store.open();
    return store;
  }

  test.each([
    ["on", true],
    ["off", false],
  ])("requests at once work with DATABASE_PREPARE=%s", async (_setting, prepare) => {
    const many = await Promise.all([aStore(prepare), aStore(prepare), aStore(prepare)]);
    const lives = Array.from({ length: 30 }, async (_, index) => {
      const store = many[index % many.length] as Store;
      const user = aUser();
      const session = aSession({ userId: user._id });
      expect(await store.users.create(user)).toEqual({ kind: "created" });
      await store.sessions.create(session);
      expect(await store.authState(session._id, user._id)).toMatchObject({ session, user });
      expect(await store.sessions.compareAndSet({ ...session, version: 1 }, 0)).toEqual({ kind: "stored" });
      expect(await store.users.byId(user._id)).toStrictEqual(user);
    });
    await Promise.all(lives);
  });

  test.each([true, false])(
    "a restart of PostgreSQL is 503, and then all is well (prepared statements: %s)",
    async (prepare) => {
      const store = await aStore(prepare);
      const user = aUser();
      await store.users.create(user);
      await store.users.byId(user._id);
      await server.stop("immediate");
      const unavailable = { name: "StoreUnavailableError" };
      await Promise.all([
        expect(store.users.create(aUser())).rejects.toMatchObject(unavailable),
        expect(store.users.byId(user._id)).rejects.toMatchObject(unavailable),
      ]);
      await server.restart();
      await vi.waitFor(() => store.ping(), { timeout: 20_000 });
      expect(await store.users.byId(user._id)).toStrictEqual(user);
      expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
    },
  );

  // PgBouncer keeps the store's connections open while the server behind them becomes another one.
  test("an ex-primary that is back as a standby answers no read of a request", async () => {
    const store = await aStore(false);
    const user = aUser();
    const session = aSession({ userId: user._id });
    await store.users.create(user);
    await store.sessions.create(session);
    await store.authState(session._id, user._id);

    const promoted = await startStandby(server);
    await server.stop("immediate");
    await promote(promoted);
    const back = await startStandby(promoted, { port: `${server.port}` });
    try {
      await untilTrue(back, "SELECT pg_is_in_recovery() AS answer");
      for (let nth = 0; nth < 20; nth += 1) {
        const answers = await Promise.allSettled([
          store.authState(session._id, user._id),
          store.sessions.get(session._id),
          store.users.byId(user._id),
        ]);
        expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
      }
      await expect(store.authState(session._id, user._id)).rejects.toThrow(/standby/);
    } finally {
      await back.dispose();
      await promoted.dispose();
    }
  });
});
