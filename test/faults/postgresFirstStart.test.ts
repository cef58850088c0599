import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Store } from "../../src/stores/Store.js";
import { startLatchkey } from "../support/process/latchkeyProcess.js";
import { aUser } from "../support/records.js";
import { dropPostgresDatabase, freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";
import { startPostgresProxy } from "../support/store/postgresProxy.js";
import { untilTrue } from "../support/store/postgresStandby.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

async function aDatabase(): Promise<string> {
  const url = await freshPostgresUrl();
  onTestFinished(() => dropPostgresDatabase(url));
  return url;
}

function storeAt(url: string, schema = "latchkey"): Store {
  const store = createPostgresStore({ url, schema });
  onTestFinished(() => store.close());
  return store;
}

/** The versions that were applied, in the order in which they were. */
async function appliedTo(url: string, schema = "latchkey"): Promise<number[]> {
  const rows = await onPostgres<{ version: string }>(url, `SELECT version FROM ${schema}.migrations ORDER BY version`);
  return rows.map(({ version }) => Number(version));
}

describe.skipIf(inject("postgresUrl") === null)("an empty PostgreSQL database", () => {
  test("is opened by a server although another one makes it its own meanwhile, after whichever look", async () => {
    const url = await aDatabase();
    const proxy = await startPostgresProxy(Number(new URL(url).port));
    onTestFinished(() => proxy.close());
    for (let nth = 1; ; nth += 1) {
      const schema = `latchkey_${nth}`;
      const [one, other] = [storeAt(proxy.urlOf(url), schema), storeAt(url, schema)];
      let opening: Promise<void> | null = null;
      proxy.beforeNthAnswer(nth, async () => {
        opening = other.open();
        // It has made the tables, or waits for the one that is about to.
        const waits = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        const isDone = `to_regclass('${schema}."signingKeys"') IS NOT NULL OR EXISTS (${waits})`;
        await untilTrue({ url }, `SELECT ${isDone} AS answer`);
      });
      await one.open();
      await opening;
      if (opening === null) {
        expect(nth).toBeGreaterThan(10);
        return;
      }
      await Promise.all([one.ping(), other.ping()]);
      const versions = await appliedTo(url, schema);
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
  });

  test("is opened by many stores at once", async () => {
    const url = await aDatabase();
    const stores = Array.from({ length: 8 }, () => storeAt(url));
    await Promise.all(stores.map((store) => store.open()));
    const user = aUser();
    const results = await Promise.all(stores.map(({ users }) => users.create({ ...user, _id: aUser()._id })));
    expect(results.filter(({ kind }) => kind === "created")).toHaveLength(1);
  });

  test("is opened by processes that start at once, and one migrates", async () => {
    const url = await aDatabase();
    const env = { DATABASE_URL: url };
    const servers = await Promise.all([1, 2].map(() => startLatchkey(temporaryFolder(), env)));
    for (const { origin } of servers) expect((await fetch(`${origin}/health/ready`)).status).toBe(200);
    const versions = await appliedTo(url);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
    for (const server of servers) expect(await server.stop()).toBe(0);
  });
});
