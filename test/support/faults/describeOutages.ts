import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Store } from "../../../src/stores/Store.js";
import { aRegistration, aSignedInUser, refusalOfAccess, refusalOfRefresh } from "../http/accounts.js";
import { activityOf } from "../http/activityOf.js";
import { expectFailure } from "../http/expectFailure.js";
import { resetLink } from "../http/links.js";
import { TestClient, type TestResponse } from "../http/TestClient.js";
import { startTestServer, type TestServer } from "../http/testServer.js";
import { DAY } from "../ManualClock.js";
import { GRACE } from "../services/assembleSessionServices.js";
import type { FaultProxy } from "../store/faultProxy.js";

const REFRESH = "/auth/refresh-token";
const NEW_PASSWORD = "a ship in the bay";
/** MongoDB's driver looks for a lost server twice a second. */
const RETRY_MS = 100;

/** A client that lost a server is back within half a second, by the driver's own pace. */
const PATIENT_MS = 3000;
/** Longer than that, or a busy machine is an outage that never ends. */
const HASTY_MS = 1000;
const PATIENTLY = { timeout: 30_000 };

/** A database server that a test may stop, with a proxy before it. */
export interface FaultyDatabase {
  readonly server: { stop(): Promise<void>; restart(): Promise<void>; dispose(): Promise<void> };
  readonly proxy: FaultProxy;
  /** A store that reaches the server through the proxy. */
  createStore(stepTimeoutMs: number): Store;
}

/** A kind of database whose outages are tested. */
export interface OutageSetup {
  readonly isAvailable: boolean;
  start(): Promise<FaultyDatabase>;
  /** In the answer to a compare-and-set that was stored, and in no other answer of a refresh. */
  readonly storedSign: string;
  /** How many answers a refresh needs at least: to its reads and its write. */
  readonly answersToRefresh: number;
}

interface Site {
  database: FaultyDatabase;
  proxy: FaultProxy;
  server: TestServer;
}

/** A whole server on a database server of its own, with a proxy between the two. Call the result inside a test. */
function siteFor(start: OutageSetup["start"], stepTimeoutMs: number): () => Site {
  let site: Site;
  beforeAll(async () => {
    const database = await start();
    const server = await startTestServer({}, { store: database.createStore(stepTimeoutMs) });
    site = { database, proxy: database.proxy, server };
  });
  afterAll(async () => {
    await site.server.close();
    await site.proxy.close();
    await site.database.server.dispose();
  });
  return () => site;
}

/** A 503 as it has to be: with a time to wait, and no cookie touched. */
function isOutage(answer: TestResponse): boolean {
  if (answer.status !== 503) return false;
  expectFailure(answer, 503, "STORE_UNAVAILABLE");
  expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  return true;
}

/** Sends again what was answered 503, as every client does. */
async function untilAnswered(send: () => Promise<TestResponse>): Promise<TestResponse> {
  for (;;) {
    const answer = await send();
    if (!isOutage(answer)) return answer;
    await sleep(RETRY_MS);
  }
}

/** What an outage of the database does to the clients of a whole server: 503 and never a sign-out. */
export function describeOutages(name: string, { isAvailable, start, storedSign, answersToRefresh }: OutageSetup): void {
  describe.skipIf(!isAvailable)(`a server to which an answer of its ${name} is lost, whichever it is,`, () => {
    const site = siteFor(start, PATIENT_MS);

    /** Acts again and again, each time on something new; loses the first answer, then the second, until there is no such one. */
    async function atEveryAnswer<Prepared, Result>(
      prepare: (server: TestServer) => Promise<Prepared>,
      act: (prepared: Prepared) => Promise<Result>,
      check: (prepared: Prepared, result: Result) => Promise<void>,
    ): Promise<number> {
      const { server, proxy } = site();
      for (let nth = 1; ; nth += 1) {
        const prepared = await prepare(server);
        const stopLosing = proxy.loseNthAnswer(nth);
        const result = await act(prepared);
        await server.container.background.drain();
        const wasLost = stopLosing();
        await check(prepared, result);
        if (!wasLost) return nth - 1;
      }
    }

    test.each(["browser", "retrying", "strict"] as const)("gives a %s client its token", async (kind) => {
      const browser = kind === "browser";
      const headers = kind === "retrying" ? { "idempotency-key": "the key of this token" } : {};
      const answers = await atEveryAnswer(
        (server) => aSignedInUser(server, { browser }),
        ({ client, refreshToken }) => {
          const send = () => client.post(REFRESH, browser ? undefined : { refreshToken }, { headers });
          return Promise.all((browser ? [1, 2] : [1]).map(() => untilAnswered(send)));
        },
        async ({ client, sessionId }, tabs) => {
          expect(tabs.map(({ status, body }) => body.code ?? status)).toEqual(tabs.map(() => 200));
          const session = await site().server.store.sessions.get(sessionId);
          expect(session).toMatchObject({ generation: 1, revokedAt: null, lateCount: 0 });
          expect((await client.get("/users/profile")).status).toBe(200);
        },
      );
      expect(answers).toBeGreaterThanOrEqual(answersToRefresh);
    });

    test("ends a stolen session, and has it in the audit log once", async () => {
      const answers = await atEveryAnswer(
        async (server) => {
          const thief = await aSignedInUser(server);
          expect(await refusalOfRefresh(server, thief.refreshToken)).toBeNull();
          return thief;
        },
        ({ refreshToken }) => untilAnswered(() => new TestClient(site().server.api).post(REFRESH, { refreshToken })),
        async ({ user, sessionId }, { body }) => {
          const { server } = site();
          expect(body).toMatchObject({ code: expect.stringMatching(/REUSED|REVOKED/), reason: "reuse" });
          const session = await server.store.sessions.get(sessionId);
          expect(session).toMatchObject({ generation: 1, revokeReason: "reuse" });
          const activity = await activityOf(server, user._id);
          expect(activity.filter(({ name }) => name === "token_reused")).toHaveLength(1);
        },
      );
      expect(answers).toBeGreaterThan(3);
    });

    test("makes one account", async () => {
      const answers = await atEveryAnswer(
        async () => aRegistration(),
        (body) => untilAnswered(() => new TestClient(site().server.api).post("/auth/register", body)),
        async ({ username, email }, { status }) => {
          // Taken: by the first try, whose answer was lost.
          expect([201, 409]).toContain(status);
          expect(await site().server.store.users.byLogin({ username })).toMatchObject({ username, email, version: 0 });
        },
      );
      expect(answers).toBeGreaterThan(1);
    });

    test("sets a new password and ends the sessions, or does neither", async () => {
      const outcomes = new Set<string>();
      await atEveryAnswer(
        async (server) => {
          const owner = await aSignedInUser(server);
          return { ...owner, token: await resetLink(server, owner.user) };
        },
        ({ token }) => {
          const body = { token, newPassword: NEW_PASSWORD };
          return untilAnswered(() => new TestClient(site().server.api).post("/auth/reset-password", body));
        },
        async ({ user, accessToken }, { status }) => {
          const { server } = site();
          const stored = await server.store.users.byId(user._id);
          const isSet = stored?.passwordHash !== user.passwordHash;
          if (status === 200) expect(isSet).toBe(true);
          expect(stored).toMatchObject(isSet ? { epoch: 1, version: 1 } : { epoch: 0, version: 0 });
          expect(await refusalOfAccess(server, accessToken)).toBe(isSet ? "SESSION_REVOKED" : null);
          outcomes.add(`${status} ${isSet ? "set" : "not set"}`);
        },
      );
      // The link may be used up although its owner got no answer: a new one is asked for.
      expect([...outcomes]).toContain("200 set");
    });
  });

  describe.skipIf(!isAvailable)(`a server whose ${name}`, () => {
    const site = siteFor(start, HASTY_MS);

    const TROUBLES: readonly [string, (site: Site) => Promise<unknown>, (site: Site) => Promise<unknown>][] = [
      ["is restarted", ({ database }) => database.server.stop(), ({ database }) => database.server.restart()],
      ["is too slow", async ({ proxy }) => proxy.slowDown(2 * HASTY_MS), async ({ proxy }) => proxy.slowDown(0)],
      ["falls silent", async ({ proxy }) => proxy.swallowAnswers(), async ({ proxy }) => proxy.forward()],
    ];

    test.each(["browser", "retrying"] as const)(
      "stores a rotation and falls silent gives a %s client its token later",
      async (kind) => {
        const { server, proxy } = site();
        const browser = kind === "browser";
        const { client, refreshToken, sessionId } = await aSignedInUser(server, { browser });
        const headers = kind === "retrying" ? { "idempotency-key": "the key of this token" } : {};
        const send = () => client.post(REFRESH, browser ? undefined : { refreshToken }, { headers });
        proxy.beforeAnswer(storedSign, async () => proxy.swallowAnswers());
        expect(isOutage(await send())).toBe(true);
        proxy.forward();
        const session = await vi.waitUntil(() => server.store.sessions.get(sessionId).catch(() => null), PATIENTLY);
        expect(session).toMatchObject({ generation: 1, revokedAt: null });

        server.clock.advance(browser ? GRACE + 1 : DAY);
        expect((await untilAnswered(send)).status).toBe(200);
        const after = await server.store.sessions.get(sessionId);
        expect(after).toMatchObject({ generation: 1, revokedAt: null, lateCount: browser ? 1 : 0 });
      },
    );

    test.each(TROUBLES)("%s answers 503, then tokens, and signs nobody out", async (_, begin, end) => {
      const { server } = site();
      const browser = await aSignedInUser(server, { browser: true });
      const phone = await aSignedInUser(server);
      const tab = () => browser.client.post(REFRESH);
      const lives = [aLife(tab), aLife(tab), aLife(refreshesOf(server, phone.refreshToken))];
      await vi.waitUntil(() => lives.every(({ answers }) => answers > 0), PATIENTLY);

      await begin(site());
      await vi.waitUntil(() => lives.every(({ outages }) => outages > 0), PATIENTLY);
      await end(site());
      for (const life of lives) life.isOver = true;
      await Promise.all(lives.map(({ over }) => over));

      server.clock.advance(GRACE + 1);
      for (const { user, client, sessionId, refreshToken } of [browser, phone]) {
        expect((await client.get("/users/profile")).status).toBe(200);
        await server.container.background.drain();
        expect(await server.store.sessions.get(sessionId)).toMatchObject({ revokedAt: null, lateCount: 0 });
        expect((await activityOf(server, user._id)).map(({ name }) => name)).not.toContain("token_reused");
        expect(await refusalOfRefresh(server, refreshToken)).toBe("REFRESH_TOKEN_REUSED");
      }
    });
  });
}

interface Life {
  answers: number;
  outages: number;
  isOver: boolean;
  over: Promise<void>;
}

/** Refreshes again and again, and gets nothing but tokens and outages, until an answer comes after it `isOver`. */
function aLife(refresh: () => Promise<TestResponse>): Life {
  const life: Life = { answers: 0, outages: 0, isOver: false, over: Promise.resolve() };
  async function go(): Promise<void> {
    for (let isLast = false; !isLast; ) {
      const { isOver } = life;
      const answer = await refresh();
      if (isOutage(answer)) life.outages += 1;
      else expect(answer.body.code ?? answer.status).toBe(200);
      if (answer.status === 200) life.answers += 1;
      isLast = isOver && answer.status === 200;
      await sleep(RETRY_MS);
    }
  }
  life.over = go();
  return life;
}

/** The refreshes of a client that is no browser, one after the other, with a key for each token. */
function refreshesOf({ api }: TestServer, firstToken: string): () => Promise<TestResponse> {
  const client = new TestClient(api);
  let [refreshToken, key] = [firstToken, 1];
  return async () => {
    const answer = await client.post(REFRESH, { refreshToken }, { headers: { "idempotency-key": `key ${key}` } });
    if (answer.status === 200) [refreshToken, key] = [answer.body.data.refreshToken, key + 1];
    return answer;
  };
}
