import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { failOver } from "../support/faults/failover.js";
import { aUser } from "../support/records.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";
import { startPostgresProxy } from "../support/store/postgresProxy.js";
import {
  promote,
  startStandby,
  untilSynchronous,
  untilTrue,
  urlOfAll,
  waitForStandby,
} from "../support/store/postgresStandby.js";

const unknown = { name: "StoreUnavailableError", outcome: "unknown" };

test.skipIf(!hasPostgresPrograms)("a failover to a synchronous standby loses no acknowledged write", async () => {
  const figures = await failOver({ acknowledgedBefore: 800 });
  expect(figures).toMatchObject({ lost: 0, writers: 8 });
  expect(figures.acknowledged).toBeGreaterThan(800);
  expect(figures.unavailable).toBeGreaterThan(0);
});

describe.skipIf(!hasPostgresPrograms)("a primary with a synchronous standby", () => {
  let primary: RunningPostgres;
  let standby: RunningPostgres;
  let url: string;
  let store: Store;

  beforeAll(async () => {
    primary = await startOwnPostgres();
    url = await freshPostgresUrl(primary.url);
    standby = await startStandby(primary);
    store = createPostgresStore({ url, stepTimeoutMs: 1500 });
    await store.open();
    await waitForStandby(primary);
  });
  afterAll(async () => {
    await store.close();
    await standby.dispose();
    await primary.dispose();
  });

  async function stopStandby(): Promise<void> {
    await standby.stop("immediate");
    onTestFinished(restartStandby);
  }

  async function restartStandby(): Promise<void> {
    await standby.restart();
    await untilSynchronous(primary);
  }

  const WAITING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

  test.each([
    ["is canceled", "pg_cancel_backend"],
    ["is ended with its connection", "pg_terminate_backend"],
  ])("whose wait for it %s leaves the outcome unknown, although the server answers", async (_how, end) => {
    const user = aUser();
    await store.users.create(user);
    await stopStandby();
    const change = store.users.compareAndSet({ ...user, version: 1 }, 0);
    const changed = expect(change).rejects.toMatchObject(unknown);
    await untilTrue(primary, `SELECT count(*) > 0 AS answer ${WAITING}`);
    await onPostgres(primary.url, `SELECT ${end}(pid) ${WAITING}`);
    await changed;
    // It is at the primary, and would be lost in a failover to the standby.
    expect(await store.users.byId(user._id)).toMatchObject({ version: 1 });
  });

  test("whose standby is away leaves the outcome of a write unknown in time, serves reads, and is well afterwards", async () => {
    const user = aUser();
    await store.users.create(user);
    await standby.stop("immediate");
    await expect(store.users.compareAndSet({ ...user, version: 1 }, 0)).rejects.toMatchObject(unknown);
    await expect(store.ping()).rejects.toMatchObject({ name: "StoreUnavailableError" });
    // Nobody sees what the standby does not have.
    expect(await store.users.byId(user._id)).toMatchObject({ version: 0 });
    await restartStandby();
    await vi.waitUntil(async () => (await store.users.byId(user._id))?.version === 1);
    expect(await store.users.compareAndSet({ ...user, version: 2 }, 1)).toEqual({ kind: "stored" });
  });

  test.each([
    ["first", (slow: number) => [slow, standby.port]],
    ["last", (slow: number) => [standby.port, slow]],
  ])(
    "is found in a URL of several hosts where it is the %s one, although the standby answers first",
    async (_place, ports) => {
      const proxy = await startPostgresProxy(primary.port);
      onTestFinished(() => proxy.close());
      proxy.slowDown(50);
      const other = createPostgresStore({ url: urlOfAll(url, ports(proxy.port)) });
      onTestFinished(() => other.close());
      await other.open();
      const user = aUser();
      expect(await other.users.create(user)).toEqual({ kind: "created" });
      expect(await store.users.byId(user._id)).toStrictEqual(user);
    },
  );

  test("that comes back as a standby is used no more: nothing outdated is served", async () => {
    const other = createPostgresStore({ url: urlOfAll(url, [primary.port, standby.port]), stepTimeoutMs: 1500 });
    onTestFinished(() => other.close());
    await other.open();
    const user = aUser();
    await other.users.create(user);

    await primary.stop("immediate");
    await promote(standby);
    const back = await startStandby(standby, { port: `${primary.port}` });
    onTestFinished(() => back.dispose());
    await untilTrue(back, "SELECT pg_is_in_recovery() AS answer");
    // It stays where it is.
    await onPostgres(back.url, "SELECT pg_wal_replay_pause()");
    await untilTrue(back, "SELECT pg_get_wal_replay_pause_state() = 'paused' AS answer");

    const promoted = createPostgresStore({ url: url.replace(`:${primary.port}/`, `:${standby.port}/`) });
    onTestFinished(() => promoted.close());
    await promoted.open();
    await promoted.users.compareAndSet({ ...user, version: 1 }, 0);
    // The first answer that comes is the promoted server's.
    for (let found = null; found === null; ) {
      found = await other.users.byId(user._id).catch(() => null);
      if (found !== null) expect(found).toMatchObject({ version: 1 });
    }
    await expect(store.users.byId(user._id)).rejects.toMatchObject({ name: "StoreUnavailableError" });
    await expect(store.users.byId(user._id)).rejects.toThrow(/standby|primary/);
  });
});
