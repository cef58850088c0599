import { expect, test } from "vitest";
import { Cleanup } from "../../src/jobs/index.js";
import { anAccount, aSignedInUser, changeAccount, eventsOf, refusalOfRefresh } from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { resetLink, verificationLink } from "../support/http/links.js";
import { registrantOf } from "../support/http/registrant.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { lockOut, signInAs } from "../support/limits/limitedSignIns.js";
import { DAY, HOUR, MINUTE, SECOND } from "../support/ManualClock.js";
import { GRACE } from "../support/services/assembleSessionServices.js";
import { refusalsOf } from "../support/store/refusalsOf.js";

const REFRESH = "/auth/refresh-token";
/** By hand, by NTP, by a battery that is empty; together they lead nowhere. */
const JUMPS = [-5 * SECOND, -HOUR, 16 * MINUTE, -3 * DAY, GRACE + 1, HOUR, 2 * DAY, -SECOND, DAY];

type Kind = "browser" | "retrying" | "strict";

/** An honest client of each kind, which sends what it holds once more where the rule allows that: from another tab, or again. */
async function anHonestClient(server: TestServer, kind: Kind) {
  const browser = kind === "browser";
  const { user, client, sessionId } = await aSignedInUser(server, { browser });
  let tokens = 0;

  /** `between` happens when the first request was answered. */
  async function refresh(between: () => void): Promise<(string | number)[]> {
    tokens += 1;
    const cookies = Object.fromEntries(client.cookies);
    const headers = { "idempotency-key": `key of token ${tokens}` };
    const options = kind === "retrying" ? { headers } : {};
    const body = browser ? undefined : { refreshToken: client.cookies.get("refreshToken") };
    const senders = kind === "strict" ? [client] : [client, new TestClient(server.api, { browser, cookies })];
    const answers: (string | number)[] = [];
    for (const sender of senders) {
      const answer = await sender.post(REFRESH, body, options);
      answers.push(answer.body.code ?? answer.status);
      if (sender === client) between();
    }
    return answers;
  }

  async function use(): Promise<string | number> {
    const { status, body } = await client.get("/users/profile");
    await server.container.background.drain();
    return body.code ?? status;
  }

  return { user, sessionId, refresh, use };
}

/** What ends a session for good, in the words in which its tokens are refused. */
const ENDS: readonly [
  string,
  (server: TestServer, session: Awaited<ReturnType<typeof aSignedInUser>>) => Promise<unknown>,
][] = [
  ["logout", (_, { client }) => client.post("/auth/logout")],
  ["logout-all", (_, { client }) => client.post("/auth/logout-all")],
  [
    "password-reset",
    async (server, { user }) => {
      const token = await resetLink(server, user);
      return new TestClient(server.api).post("/auth/reset-password", { token, newPassword: "a ship in the bay" });
    },
  ],
  ["disabled", (server, { user }) => changeAccount(server, user._id, { disabledAt: server.clock.now() })],
  [
    "reuse",
    async (server, { refreshToken }) => {
      await refusalOfRefresh(server, refreshToken);
      return refusalOfRefresh(server, refreshToken);
    },
  ],
];

describeOnEveryStore("a clock that is set back and forward", (servers) => {
  test.each(["browser", "retrying", "strict"] as const)("signs no %s client out, and is no theft", async (kind) => {
    const server = await servers.own();
    const { user, sessionId, refresh, use } = await anHonestClient(server, kind);
    for (const jump of JUMPS) {
      if (jump > 0) server.clock.advance(jump);
      const setBack = () => server.clock.advance(Math.min(jump, 0));
      expect([jump, ...(await refresh(setBack))]).toEqual([jump, ...(kind === "strict" ? [200] : [200, 200])]);
      expect([jump, await use()]).toEqual([jump, 200]);
    }
    expect(await server.store.sessions.get(sessionId)).toMatchObject({ revokedAt: null, lateCount: 0 });
    expect((await eventsOf(server, user._id)).map(({ name }) => name)).toEqual([]);
    expect(await server.mails()).toEqual([]);
  });

  test("brings no session back that has ended", async () => {
    const server = await servers.own();
    const signedIn = await Promise.all(ENDS.map(() => aSignedInUser(server)));
    for (const [index, [, end]] of ENDS.entries()) {
      const session = signedIn[index];
      if (session) await end(server, session);
    }
    for (const jump of [-5 * SECOND, -400 * DAY, 400 * DAY, -1]) {
      server.clock.advance(jump);
      const refusals = await Promise.all(signedIn.map((tokens) => refusalsOf(server, tokens)));
      const expected = ENDS.map(([reason]) => `SESSION_REVOKED ${reason}`);
      expect(refusals.map(({ access }) => access)).toEqual(expected);
      expect(refusals.map(({ refresh }) => refresh)).toEqual(expected);
    }
  });

  test("lets a strict client's spent token live no moment longer, and a browser's only in its own grace", async () => {
    const server = await servers.own();
    for (const jump of [-400 * DAY, -SECOND, 5 * DAY]) {
      const strict = await aSignedInUser(server);
      expect(await refusalOfRefresh(server, strict.refreshToken)).toBeNull();
      server.clock.advance(jump);
      expect(await refusalOfRefresh(server, strict.refreshToken)).toBe("REFRESH_TOKEN_REUSED");
    }

    const { client } = await aSignedInUser(server, { browser: true });
    const spent: string[] = [];
    for (let generation = 0; generation < 3; generation += 1) {
      spent.push(client.cookies.get("refreshToken") ?? "");
      await client.post(REFRESH);
      await client.get("/users/profile");
      await server.container.background.drain();
      server.clock.advance(GRACE + 1);
    }
    server.clock.advance(-DAY);
    const answers: unknown[] = [];
    for (const refreshToken of spent.toReversed()) {
      const tab = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
      const { status, body } = await tab.post(REFRESH);
      answers.push([status, body.code, tab.cookies.get("refreshToken") === client.cookies.get("refreshToken")]);
    }
    // By the server's clock its grace is not over yet; what is older than the one before the current is forgotten.
    expect(answers).toEqual([
      [200, undefined, true],
      [401, "REFRESH_TOKEN_REUSED", false],
      [401, "SESSION_REVOKED", false],
    ]);
  });

  test.each(["HS256", "ES256"] as const)(
    "refuses no access token (%s) before its end, wherever the clock was when it was made",
    async (accessTokenAlgorithm) => {
      const server = await servers.own({ accessTokenAlgorithm });
      const { user } = await aSignedInUser(server);
      for (const jump of [0, DAY, -2 * DAY, 90 * MINUTE]) {
        server.clock.advance(jump);
        const made = await anotherSession(server, user._id);
        for (const further of [-HOUR, HOUR + 14 * MINUTE]) {
          server.clock.advance(further);
          expect([jump, further, (await made.client.get("/users/profile")).status]).toEqual([jump, further, 200]);
        }
        server.clock.advance(MINUTE);
        expect((await made.client.get("/users/profile")).body.code).toBe("ACCESS_TOKEN_EXPIRED");
        expect((await made.client.post(REFRESH)).status).toBe(200);
      }
    },
  );

  test("makes no link work twice, nor one that a newer has replaced", async () => {
    const server = await servers.own();
    const post = (path: string, json: unknown) => new TestClient(server.api).post(path, json);
    const user = await anAccount(server);
    const replaced = await verificationLink(server, user);
    server.clock.advance(HOUR / 2);
    const used = await verificationLink(server, user);
    expect((await registrantOf(server, user).post("/auth/verify-email", { token: used })).status).toBe(200);
    const reset = await resetLink(server, user);
    expect((await post("/auth/reset-password", { token: reset, newPassword: "a ship in the bay" })).status).toBe(200);
    const stored = await server.store.users.byId(user._id);

    for (const jump of [-HOUR, -DAY, DAY]) {
      server.clock.advance(jump);
      for (const token of [used, replaced]) {
        expect((await post("/auth/verify-email", { token })).status).toBe(400);
      }
      expect((await post("/auth/reset-password", { token: reset, newPassword: "another ship" })).status).toBe(400);
    }
    expect(await server.store.users.byId(user._id)).toEqual(stored);
  });

  test("shuts nobody out for longer than a limit's own time, and lets nobody guess on", async () => {
    const server = await servers.own({ rateLimit: "on" });
    const user = await anAccount(server);
    const askForLink = () => new TestClient(server.api).post("/auth/forgot-password", { email: user.email });
    server.clock.advance(10 * DAY);
    await lockOut(server, user);
    for (let asked = 0; asked < 6; asked += 1) await askForLink();
    expect(await server.mails()).toHaveLength(5);

    server.clock.advance(-10 * DAY);
    const refused = await signInAs(server, user);
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers.get("retry-after"));
    expect(wait).toBeLessThanOrEqual((2 * MINUTE) / SECOND);
    await askForLink();
    expect(await server.mails()).toHaveLength(5);

    server.clock.advance(wait * SECOND);
    expect((await signInAs(server, user)).status).toBe(200);
    server.clock.advance(HOUR);
    await askForLink();
    expect(await server.mails()).toHaveLength(6);
  });

  test("deletes nothing that is still valid, and what was deleted stays deleted", async () => {
    const server = await servers.own();
    const { store, clock, config } = server;
    const cleanup = new Cleanup({ store, clock, auditRetention: config.auditRetention });
    const [living, over] = [await aSignedInUser(server), await aSignedInUser(server)];
    await over.client.post("/auth/logout");
    for (const jump of [-400 * DAY, 405 * DAY]) {
      clock.advance(jump);
      expect(await cleanup.run()).toMatchObject({ sessions: 0 });
    }
    expect((await living.client.post(REFRESH, {})).status).toBe(200);
    const reset = await resetLink(server, living.user);
    clock.advance(35 * DAY);
    expect(await cleanup.run()).toMatchObject({ sessions: 1, oneTimeTokens: 1 });
    clock.advance(-40 * DAY);
    expect(await refusalsOf(server, over)).toEqual({
      access: "SESSION_REVOKED unknown",
      refresh: "REFRESH_TOKEN_INVALID",
    });
    const body = { token: reset, newPassword: "a ship in the bay" };
    expect((await new TestClient(server.api).post("/auth/reset-password", body)).status).toBe(400);
    expect((await living.client.get("/users/profile")).status).toBe(200);
  });
});
