import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  changeAccount,
  claimsOf,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
  tokensOf,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { DAY, HOUR, MINUTE, SECOND } from "../support/ManualClock.js";

const PATH = "/auth/refresh-token";

function namesOf(setCookies: string[]): string[] {
  return setCookies.map((line) => line.split("=", 1)[0] ?? "");
}

/** A browser that still holds a token, because the answer to its last refresh was lost. */
function tabWith(server: TestServer, refreshToken: string): TestClient {
  return new TestClient(server.api, { browser: true, cookies: { refreshToken } });
}

function strict(server: TestServer, refreshToken: string, headers = {}): Promise<TestResponse> {
  return new TestClient(server.api).post(PATH, { refreshToken }, { headers });
}

describeOnEveryStore("refreshing", (servers) => {
  const server = servers.shared();

  test("the token in the body is answered with two new tokens, in the body and as cookies", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const response = await strict(server(), refreshToken);
    expect(response.status).toBe(200);
    expect(Object.keys(response.body.data).sort()).toEqual(["accessToken", "refreshToken"]);
    expect(namesOf(response.setCookies)).toEqual(["accessToken", "refreshToken"]);
    expect(response.body.data.refreshToken).not.toBe(refreshToken);
    expect(claimsOf(response.body.data.accessToken)).toMatchObject({ sid: sessionId, gen: 1 });
    expect(await refusalOfAccess(server(), response.body.data.accessToken)).toBeNull();
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 1, revokedAt: null });
  });

  test("a browser's cookie is enough, and the successor is in its jar", async () => {
    const { client, refreshToken } = await aSignedInUser(server(), { browser: true });
    const response = await client.post(PATH);
    expect(response.status).toBe(200);
    expect(response.body.data).toEqual({});
    expect(namesOf(response.setCookies)).toEqual(["accessToken", "refreshToken"]);
    expect(tokensOf(client).refreshToken).not.toBe(refreshToken);
  });
  test("a token in the body beats the cookie", async () => {
    const [mine, other] = [await aSignedInUser(server()), await aSignedInUser(server())];
    const both = new TestClient(server().api, { cookies: { refreshToken: other.refreshToken } });
    const response = await both.post(PATH, { refreshToken: mine.refreshToken });
    expect(claimsOf(response.body.data.accessToken)["sid"]).toBe(mine.sessionId);
    expect(await server().store.sessions.get(other.sessionId)).toMatchObject({ generation: 0 });
  });

  test("a bad token in the body never falls back to a good cookie", async () => {
    const { client, sessionId } = await aSignedInUser(server());
    expectFailure(await client.post(PATH, { refreshToken: "lk_rt_no" }), 401, "REFRESH_TOKEN_INVALID");
    expectFailure(await client.post(PATH, { refreshToken: "undefined" }), 401, "REFRESH_TOKEN_INVALID");
    expectInvalidFields(await client.post(PATH, { refreshToken: false }), "refreshToken");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 0 });
  });
  test("without any token: 401, not 500, with and without a body", async () => {
    const nobody = new TestClient(server().api);
    expectFailure(await nobody.post(PATH), 401, "REFRESH_TOKEN_MISSING");
    expectFailure(await nobody.post(PATH, {}), 401, "REFRESH_TOKEN_MISSING");
  });
  test("a strict client that spends a token twice ends the session, and leaves an audit event", async () => {
    const { user, refreshToken, accessToken, sessionId } = await aSignedInUser(server());
    const first = await strict(server(), refreshToken);
    expectFailure(await strict(server(), refreshToken), 401, "REFRESH_TOKEN_REUSED");

    expect(await refusalOfRefresh(server(), first.body.data.refreshToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfAccess(server(), first.body.data.accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), refreshToken)).toBe("SESSION_REVOKED");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokeReason: "reuse" });
    const events = await eventsOf(server(), user._id);
    expect(events).toMatchObject([{ name: "token_reused", sessionId, ip: "127.0.0.1" }]);
  });

  test("a thief's reuse ends one session, not the user's others", async () => {
    const user = await anAccount(server());
    const [stolen, other] = [await signIn(server(), user), await signIn(server(), user)];
    await strict(server(), stolen.refreshToken);
    expectFailure(await strict(server(), stolen.refreshToken), 401, "REFRESH_TOKEN_REUSED");
    expect(await refusalOfAccess(server(), other.accessToken)).toBeNull();
  });
  test("a retry with the Idempotency-Key of the spend gets the same successor, however late", async () => {
    const { refreshToken } = await aSignedInUser(server());
    const headers = { "idempotency-key": "6f1c0a52" };
    const first = await strict(server(), refreshToken, headers);
    server().clock.advance(HOUR);
    const retry = await strict(server(), refreshToken, headers);
    expect(retry.status).toBe(200);
    expect(retry.body.data.refreshToken).toBe(first.body.data.refreshToken);
    expect(await refusalOfRefresh(server(), retry.body.data.refreshToken)).toBeNull();
  });

  test.each([
    ["another key", "another"],
    ["an empty key, which is none", ""],
  ])("a spent token with %s is no retry", async (_name, key) => {
    const { refreshToken } = await aSignedInUser(server());
    await strict(server(), refreshToken, { "idempotency-key": "6f1c0a52" });
    expectFailure(await strict(server(), refreshToken, { "idempotency-key": key }), 401, "REFRESH_TOKEN_REUSED");
  });

  test("an empty Idempotency-Key at the spend makes no retry possible", async () => {
    const { refreshToken } = await aSignedInUser(server());
    expect((await strict(server(), refreshToken, { "idempotency-key": "" })).status).toBe(200);
    expectFailure(await strict(server(), refreshToken, { "idempotency-key": "" }), 401, "REFRESH_TOKEN_REUSED");
  });

  test("an Idempotency-Key of 255 characters is taken, one of 256 is refused and spends nothing", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const tooLong = await strict(server(), refreshToken, { "idempotency-key": "k".repeat(256) });
    expectInvalidFields(tooLong, "Idempotency-Key");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 0 });
    expect((await strict(server(), refreshToken, { "idempotency-key": "k".repeat(255) })).status).toBe(200);
  });

  test("two tabs that spend one cookie get the same successor", async () => {
    const { client, refreshToken } = await aSignedInUser(server(), { browser: true });
    const otherTab = tabWith(server(), refreshToken);
    await client.post(PATH);
    server().clock.advance(10 * SECOND);
    const response = await otherTab.post(PATH);
    expect(response.status).toBe(200);
    expect(otherTab.cookies.get("refreshToken")).toBe(client.cookies.get("refreshToken"));
  });

  test("a repeat of the current token sets no refresh cookie: it could overtake a newer one", async () => {
    const { client, sessionId } = await aSignedInUser(server(), { browser: true });
    await client.post(PATH);
    const current = client.cookies.get("refreshToken");
    const response = await client.post(PATH);
    expect(response.status).toBe(200);
    expect(namesOf(response.setCookies)).toEqual(["accessToken"]);
    expect(client.cookies.get("refreshToken")).toBe(current);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 1 });
  });

  test("a browser whose answer was lost recovers late, five times a day and no more", async () => {
    const { client, refreshToken, sessionId } = await aSignedInUser(server(), { browser: true });
    await client.post(PATH);
    for (let lost = 0; lost < 5; lost += 1) {
      server().clock.advance(MINUTE);
      const tab = tabWith(server(), refreshToken);
      expect((await tab.post(PATH)).status).toBe(200);
      expect(tab.cookies.get("refreshToken")).toBe(client.cookies.get("refreshToken"));
    }
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ lateCount: 5, revokedAt: null });
    server().clock.advance(MINUTE);
    expectFailure(await tabWith(server(), refreshToken).post(PATH), 401, "REFRESH_TOKEN_REUSED");
  });

  test("a spent cookie that comes after its successor was used, and after the grace, is theft", async () => {
    const { client, refreshToken } = await aSignedInUser(server(), { browser: true });
    await client.post(PATH);
    await client.post(PATH);
    server().clock.advance(10 * SECOND + 1);
    expectFailure(await tabWith(server(), refreshToken).post(PATH), 401, "REFRESH_TOKEN_REUSED");
    expectFailure(await client.post(PATH), 401, "SESSION_REVOKED");
  });

  test.each(["", null])("refreshToken %j in the body is absent: the cookie is refreshed", async (empty) => {
    const { client } = await aSignedInUser(server(), { browser: true });
    expect((await client.post(PATH, { refreshToken: empty })).status).toBe(200);
    const without = await new TestClient(server().api).post(PATH, { refreshToken: empty });
    expectFailure(without, 401, "REFRESH_TOKEN_MISSING");
  });

  // Safari before 16.4 sends no Sec-Fetch-Site, some proxies drop it, and Origin may be missing on the page's own origin.
  const BROWSER_MARKS: Record<string, string>[] = [
    { "sec-fetch-site": "same-origin" },
    { origin: "http://localhost:3000" },
    { "sec-fetch-site": "same-origin", origin: "http://localhost:3000" },
  ];
  const MARKS_OF_ONE_BROWSER = BROWSER_MARKS.flatMap((opened) => BROWSER_MARKS.map((used) => [opened, used] as const));

  test.each(MARKS_OF_ONE_BROWSER)(
    "two tabs of one browser stay signed in: session opened with %j, refreshed with %j",
    async (opened, used) => {
      const user = await anAccount(server());
      const first = new TestClient(server().api);
      await first.post("/auth/login", { username: user.username, password: PASSWORD }, { headers: opened });
      const second = new TestClient(server().api, { cookies: Object.fromEntries(first.cookies) });
      for (const tab of [first, second]) expect((await tab.post(PATH, undefined, { headers: used })).status).toBe(200);
      expect(second.cookies.get("refreshToken")).toBe(first.cookies.get("refreshToken"));
    },
  );

  test("an Origin that is not allowed is no browser's mark: the cookie is refused and not spent", async () => {
    const { client, refreshToken, sessionId } = await aSignedInUser(server(), { browser: true });
    const refused = await new TestClient(server().api, { cookies: { refreshToken } }).post(PATH, undefined, {
      headers: { origin: "https://evil.example" },
    });
    expectFailure(refused, 403, "ORIGIN_NOT_ALLOWED");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 0, revokedAt: null });
    expect((await client.post(PATH)).status).toBe(200);
  });

  test("tolerance is for browsers: a copied cookie without a browser's headers, or in the body, is spent once", async () => {
    for (const send of [
      (token: string) => new TestClient(server().api, { cookies: { refreshToken: token } }).post(PATH),
      (token: string) => new TestClient(server().api, { browser: true }).post(PATH, { refreshToken: token }),
    ]) {
      const { client, refreshToken } = await aSignedInUser(server(), { browser: true });
      await client.post(PATH);
      expectFailure(await send(refreshToken), 401, "REFRESH_TOKEN_REUSED");
    }
  });

  test("tolerance is for sessions that a browser opened: a phone's token in a forged cookie is spent once", async () => {
    const { refreshToken } = await aSignedInUser(server());
    await strict(server(), refreshToken);
    expectFailure(await tabWith(server(), refreshToken).post(PATH), 401, "REFRESH_TOKEN_REUSED");
  });

  test("REFRESH_TOKEN_TOLERANCE=always answers every client's burst alike", async () => {
    const tolerant = await servers.own({ refreshTokenTolerance: "always" });
    const { refreshToken } = await aSignedInUser(tolerant);
    const [first, second] = [await strict(tolerant, refreshToken), await strict(tolerant, refreshToken)];
    expect(second.status).toBe(200);
    expect(second.body.data.refreshToken).toBe(first.body.data.refreshToken);
  });

  test("REFRESH_TOKEN_TOLERANCE=never treats a browser as strictly as anybody", async () => {
    const never = await servers.own({ refreshTokenTolerance: "never" });
    const { client, refreshToken } = await aSignedInUser(never, { browser: true });
    expect((await client.post(PATH)).status).toBe(200);
    expectFailure(await tabWith(never, refreshToken).post(PATH), 401, "REFRESH_TOKEN_REUSED");
  });
  test("a session that lies idle ends at the second, and each refresh starts its idle time again", async () => {
    const own = await servers.own();
    const { refreshToken } = await aSignedInUser(own);
    own.clock.advance(7 * DAY - 1);
    const { body } = await strict(own, refreshToken);
    own.clock.advance(7 * DAY);
    expect(await refusalOfRefresh(own, body.data.refreshToken)).toBe("SESSION_EXPIRED");
    expect(await refusalOfAccess(own, body.data.accessToken)).toMatch(/EXPIRED$/);
  });

  test("the absolute end never moves, however busy the session, and no cookie outlives it", async () => {
    const own = await servers.own({ sessionMaxAge: "8d" });
    const { client } = await aSignedInUser(own, { browser: true });
    own.clock.advance(5 * DAY);
    const { setCookies } = await client.post(PATH);
    expect(setCookies.find((line) => line.startsWith("refreshToken="))).toContain(`Max-Age=${(3 * DAY) / SECOND};`);
    own.clock.advance(3 * DAY - 1);
    expect((await client.post(PATH)).status).toBe(200);
    own.clock.advance(1);
    expectFailure(await client.post(PATH), 401, "SESSION_EXPIRED");
  });

  test("the end of a session ends access tokens that would live longer: SESSION_EXPIRED", async () => {
    const own = await servers.own({ refreshTokenExpiry: "10m", accessTokenExpiry: "1h" });
    const { accessToken } = await aSignedInUser(own);
    own.clock.advance(10 * MINUTE - 1);
    expect(await refusalOfAccess(own, accessToken)).toBeNull();
    own.clock.advance(1);
    expect(await refusalOfAccess(own, accessToken)).toBe("SESSION_EXPIRED");
  });

  test.each([
    ["signed out", async (_server: TestServer, { client }: Visitor) => void (await client.post("/auth/logout"))],
    ["disabled", (own: TestServer, { user }: Visitor) => changeAccount(own, user._id, { disabledAt: 1 })],
    ["of another epoch", (own: TestServer, { user }: Visitor) => changeAccount(own, user._id, { epoch: 1 })],
    ["deleted", async (own: TestServer, { user }: Visitor) => void (await own.store.users.delete(user._id))],
  ])("a user who is %s gets no token, and the refusal sets no cookie", async (_name, end) => {
    const visitor = await aSignedInUser(server());
    await end(server(), visitor);
    await server().quiet();
    expectFailure(await strict(server(), visitor.refreshToken), 401, "SESSION_REVOKED");
    expect(await refusalOfAccess(server(), visitor.accessToken)).toBe("SESSION_REVOKED");
    expect(server().probe.writes).toEqual([]);
  });

  // A late loser must not wipe the cookie that the winner set.
  test("no 401 of a refresh touches a cookie", async () => {
    const { client, refreshToken } = await aSignedInUser(server(), { browser: true });
    await strict(server(), refreshToken);
    const answers = [
      await tabWith(server(), refreshToken.slice(0, -1)).post(PATH),
      await new TestClient(server().api, { browser: true }).post(PATH),
      await strict(server(), refreshToken),
      await client.post(PATH),
    ];
    const codes = ["REFRESH_TOKEN_INVALID", "REFRESH_TOKEN_MISSING", "REFRESH_TOKEN_REUSED", "SESSION_REVOKED"];
    for (const [at, code] of codes.entries()) {
      const answer = answers[at];
      if (answer !== undefined) expectFailure(answer, 401, code);
    }
  });

  test("a restored backup, which lies behind its own tokens, blames nobody: invalid, audited, not revoked", async () => {
    const { user, refreshToken, sessionId } = await aSignedInUser(server());
    const before = await server().store.sessions.get(sessionId);
    const { body } = await strict(server(), refreshToken);
    if (before === null) throw new Error("The session exists.");
    await server().store.sessions.compareAndSet({ ...before, version: before.version + 2 }, before.version + 1);

    expectFailure(await strict(server(), body.data.refreshToken), 401, "REFRESH_TOKEN_INVALID");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
    const events = await eventsOf(server(), user._id);
    expect(events).toMatchObject([{ name: "state_rollback" }]);
  });

  test("the twelfth generation is as good as the first, and the record does not grow", async () => {
    const { client } = await aSignedInUser(server());
    for (let generation = 1; generation <= 12; generation += 1) {
      const { refreshToken } = tokensOf(client);
      const { status, body } = await strict(server(), refreshToken);
      expect(status).toBe(200);
      client.cookies.set("refreshToken", body.data.refreshToken);
      client.cookies.set("accessToken", body.data.accessToken);
    }
    expect(claimsOf(tokensOf(client).accessToken)["gen"]).toBe(12);
    const stored = await server().store.sessions.get(tokensOf(client).sessionId);
    expect(stored?.previous.length).toBeLessThanOrEqual(4);
  });
});

type Visitor = Awaited<ReturnType<typeof aSignedInUser>>;
