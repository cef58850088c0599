import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { RunningProgram } from "../../scripts/mongo/startMongoProgram.js";
import { createMongoStore } from "../../src/stores/mongo/index.js";
import type { Store } from "../../src/stores/Store.js";
import { aSignedInUser, refusalOfAccess } from "../support/http/accounts.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { startTestServer } from "../support/http/testServer.js";
import { aUser } from "../support/records.js";
import { controlOf, type FailingServer } from "../support/store/failCommand.js";
import { freshMongoUrl } from "../support/store/mongoDatabase.js";
import { hasReplicaSet, startOwnReplicaSet } from "../support/store/mongoProgram.js";

const REFRESH = "/auth/refresh-token";
/** Shorter than the time without a primary, so that a call is given up meanwhile; and longer. */
const HASTY_MS = 400;
const PATIENT_MS = 10_000;
const WITHOUT_PRIMARY_S = 2;

describe.skipIf(!hasReplicaSet)("a replica set whose primary steps down", () => {
  let program: RunningProgram;
  let server: FailingServer;
  let url: string;

  beforeAll(async () => {
    program = await startOwnReplicaSet();
    server = await controlOf(program.url);
    const { setName } = await server.command({ hello: 1 });
    // The driver asks often, or the end of this short time would be noticed late.
    const often = "serverMonitoringMode=poll&heartbeatFrequencyMS=500";
    url = `${freshMongoUrl(program.url)}?replicaSet=${setName}&${often}`;
  });
  afterAll(async () => {
    await server.close();
    await program.dispose();
  });

  async function aStore(stepTimeoutMs: number, more = ""): Promise<Store> {
    const store = createMongoStore({ url: url + more, stepTimeoutMs });
    onTestFinished(() => store.close());
    await store.open();
    return store;
  }

  /** Answers at once; there is no primary for two seconds. */
  const stepDown = () =>
    server.command({ replSetStepDown: WITHOUT_PRIMARY_S, secondaryCatchUpPeriodSecs: 1, force: true });

  const untilPrimary = (store: Store) => vi.waitFor(() => store.ping(), { timeout: 15_000 });

  test("takes no write and answers no read meanwhile, and the same store works afterwards", async () => {
    const store = await aStore(HASTY_MS, "&readPreference=secondaryPreferred");
    const user = aUser();
    await store.users.create(user);
    await stepDown();
    const changed = { ...user, version: 1 };
    await expect(store.users.compareAndSet(changed, 0)).rejects.toMatchObject({ name: "StoreUnavailableError" });
    // What a secondary holds may be of before a revocation.
    await expect(store.users.byId(user._id)).rejects.toMatchObject({ name: "StoreUnavailableError" });
    await untilPrimary(store);
    expect(await store.users.byId(user._id)).toEqual(user);
    expect(await store.users.compareAndSet(changed, 0)).toEqual({ kind: "stored" });
  });

  test("costs a patient server time alone: writes wait for the next primary, and each is applied once", async () => {
    const store = await aStore(PATIENT_MS);
    const users = Array.from({ length: 20 }, () => aUser());
    for (const user of users) await store.users.create(user);
    await stepDown();
    // The one that notices it: MongoDB labels its refusal, so that the driver sends it again; this server does not.
    await store.ping().catch(() => undefined);
    const writing = users.map((user) => store.users.compareAndSet({ ...user, version: 1 }, 0));
    expect(await Promise.all(writing)).toEqual(users.map(() => ({ kind: "stored" })));
    for (const user of users) expect(await store.users.byId(user._id)).toMatchObject({ version: 1 });
  });

  test("gets clients 503 with a time to wait, then a token, and signs nobody out", async () => {
    const http = await startTestServer({}, { store: createMongoStore({ url, stepTimeoutMs: HASTY_MS }) });
    onTestFinished(() => http.close());
    const browser = await aSignedInUser(http, { browser: true });
    await stepDown();
    const refusal = await browser.client.post(REFRESH);
    expectFailure(refusal, 503, "STORE_UNAVAILABLE");
    expect(Number(refusal.headers.get("retry-after"))).toBeGreaterThan(0);
    await untilPrimary(http.store);
    expect((await browser.client.post(REFRESH)).status).toBe(200);
    expect(await http.store.sessions.get(browser.sessionId)).toMatchObject({
      generation: 1,
      revokedAt: null,
      lateCount: 0,
    });
    expect(await refusalOfAccess(http, browser.accessToken)).toBeNull();
  });
});
