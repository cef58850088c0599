import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { aSession, aUser, DAY, NOW } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { dropPostgresPlace, freshPostgresPlace, onPostgres } from "../support/store/postgresDatabase.js";
import { watchedPool } from "../support/store/watchedPool.js";

/** A store on the pool of an app that sees what is sent. It is closed when the test ends. */
async function openWatched(place = freshPostgresPlace()) {
  onTestFinished(() => dropPostgresPlace(place));
  const { pool, sent } = watchedPool(place.url);
  const store = createPostgresStore({ ...place, connection: pool });
  onTestFinished(() => store.close());
  await store.open();
  // A connection that is new is looked at once.
  await store.users.byId("none");
  return {
    store,
    place,
    pool,
    async statementsOf(work: () => Promise<unknown>) {
      sent.length = 0;
      await work();
      return sent.map(({ text }) => text);
    },
  };
}

describe.skipIf(inject("postgresUrl") === null)("on PostgreSQL", () => {
  test("verifying a request costs one statement", async () => {
    const { store, statementsOf } = await openWatched();
    const session = aSession();
    await store.sessions.create(session);
    expect(await statementsOf(() => store.authState(session._id))).toEqual([expect.stringMatching(/^SELECT/)]);
  });

  test("the requests of one moment are verified by three statements, and each gets its own answer", async () => {
    const { store, statementsOf } = await openWatched();
    const users = [aUser(), aUser()] as const;
    const sessions = users.map(({ _id }) => aSession({ userId: _id }));
    for (const user of users) await store.users.create(user);
    for (const session of sessions) await store.sessions.create(session);
    const ids = Array.from({ length: 60 }, (_, nth) => sessions[nth % 3]?._id ?? "none");
    const answers: unknown[] = [];
    // The second connection is looked at once too.
    await Promise.all(["x", "y"].map((id) => store.sessions.get(id)));
    const statements = await statementsOf(async () => {
      answers.push(...(await Promise.all(ids.map((id) => store.authState(id)))));
    });
    expect(statements.length).toBe(3);
    const expected = [0, 1].map((nth) => ({ session: sessions[nth], user: users[nth] }));
    expect(answers).toStrictEqual(ids.map((_, nth) => expected[nth % 3] ?? null));
  });

  test("a refresh costs one read and one write, whose commit is its own, on whatever day the session ends", async () => {
    const { store, statementsOf } = await openWatched();
    const session = aSession();
    await store.sessions.create(session);
    for (const [version, later] of [1, DAY].entries()) {
      const next = { ...session, version: version + 1, idleExpiresAt: session.idleExpiresAt + later };
      const statements = await statementsOf(async () => {
        await store.authState(session._id);
        expect(await store.sessions.compareAndSet(next, version)).toEqual({ kind: "stored" });
      });
      expect(statements).toEqual([expect.stringMatching(/^SELECT/), expect.stringMatching(/^UPDATE/)]);
    }
  });

  test("a login costs one read and one write", async () => {
    const { store, statementsOf } = await openWatched();
    const user = aUser();
    await store.users.create(user);
    const statements = await statementsOf(async () => {
      await store.users.byLogin({ email: user.email });
      await store.sessions.create(aSession({ userId: user._id }));
    });
    expect(statements).toEqual([expect.stringMatching(/^SELECT/), expect.stringMatching(/^INSERT/)]);
  });

  test("every verb costs one statement", async () => {
    const { store, statementsOf } = await openWatched();
    const others: Record<string, readonly string[]> = {};
    for (const [verb, call] of Object.entries(everyVerb)) {
      const statements = await statementsOf(() => call(store));
      if (statements.length !== 1) others[verb] = statements;
    }
    expect(others).toEqual({});
  });
});

describe.skipIf(!hasPostgresPrograms)("on a PostgreSQL server of its own", () => {
  test("a refresh writes no index while the session ends on the same day: the new version of the row stays on its page", async () => {
    // A long transaction that writes, of whatever database of the server, would hold the old versions back.
    const server = await startOwnPostgres();
    onTestFinished(() => server.dispose());
    const { store, place, pool } = await openWatched({ url: server.url, schema: "latchkey" });
    const sessions = Array.from({ length: 40 }, () =>
      aSession({ userAgent: "Mozilla/5.0 ".repeat(10), ip: "192.0.2.1" }),
    );
    for (const session of sessions) await store.sessions.create(session);
    for (let version = 0; version < 25; version += 1) {
      for (const session of sessions) {
        const rotated = { rotatedAt: NOW + version, idleExpiresAt: session.idleExpiresAt + version + 1 };
        await store.sessions.compareAndSet({ ...session, ...rotated, version: version + 1 }, version);
      }
    }
    await store.close();
    // A connection reports its figures at the latest when it ends.
    await pool.end();
    const figures = async () => {
      const [row] = await onPostgres<{ updates: number; hot: number }>(
        place.url,
        `SELECT n_tup_upd::int AS updates, n_tup_hot_upd::int AS hot FROM pg_stat_user_tables
          WHERE schemaname = $1 AND relname = 'sessions'`,
        [place.schema],
      );
      return row;
    };
    await expect.poll(figures).toMatchObject({ updates: 1000 });
    expect((await figures())?.hot).toBeGreaterThan(950);
  });
});
