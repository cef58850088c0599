import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import { aSession, NOW } from "../contract/records.js";
import { freshMongoUrl } from "../support/mongoDatabase.js";
import { hasMongoProgram, startOwnMongo } from "../support/mongoProgram.js";
import { startMongoProxy } from "../support/mongoProxy.js";

describe.skipIf(!hasMongoProgram)("deleting expired sessions on MongoDB", () => {
  let server: RunningProgram;

  beforeAll(async () => {
    server = await startOwnMongo();
  });
  afterAll(() => server.dispose());

  test("spares one that was extended after it had been found, and takes the others", async () => {
    const url = new URL(freshMongoUrl(server.url));
    const proxy = await startMongoProxy(Number(url.port));
    const other = createMongoStore({ url: url.href });
    url.port = `${proxy.port}`;
    const store = createMongoStore({ url: url.href });
    await Promise.all([store.open(), other.open()]);
    const expired = aSession({ idleExpiresAt: NOW });
    const extended = aSession({ idleExpiresAt: NOW });
    await store.sessions.create(expired);
    await store.sessions.create(extended);

    const next = { ...extended, version: 1, idleExpiresAt: NOW + 1 };
    proxy.beforeAnswer("firstBatch", () => other.sessions.compareAndSet(next, 0));

    expect(await store.sessions.deleteExpired(NOW, 10)).toBe(1);
    expect(await other.sessions.get(extended._id)).toStrictEqual(next);
    expect(await other.sessions.get(expired._id)).toBeNull();
    await store.close();
    await other.close();
    await proxy.close();
  });
});
