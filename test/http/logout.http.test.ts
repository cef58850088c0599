import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  changeAccount,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { HOUR } from "../support/ManualClock.js";

function expectSignedOut(response: TestResponse): void {
  expect(response.status).toBe(200);
  expect(response.body.data).toEqual({});
  // Cleared with the attributes they were set with.
  expect(response.setCookies).toEqual([
    "accessToken=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict",
    "refreshToken=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=Strict",
  ]);
}

type Presented = { accessToken: string; refreshToken: string };

/** Each way to say which session is to end. */
const WAYS: [string, (server: TestServer, tokens: Presented) => Promise<TestResponse>][] = [
  [
    "a bearer token",
    (server, { accessToken }) => client(server).post("/auth/logout", undefined, { bearer: accessToken }),
  ],
  ["the access cookie", (server, { accessToken }) => client(server, { accessToken }).post("/auth/logout")],
  ["the refresh cookie", (server, { refreshToken }) => client(server, { refreshToken }).post("/auth/logout")],
  ["a refresh token in the body", (server, { refreshToken }) => client(server).post("/auth/logout", { refreshToken })],
  ["both cookies", (server, tokens) => client(server, tokens).post("/auth/logout")],
];

function client(server: TestServer, cookies: Partial<Presented> = {}): TestClient {
  const { accessToken, refreshToken } = cookies;
  return new TestClient(server.api, {
    cookies: { ...(accessToken && { accessToken }), ...(refreshToken && { refreshToken }) },
  });
}

describeOnEveryStore("signing out", (servers) => {
  const server = servers.shared();

  test.each<[string, (stolen: Presented) => Promise<TestResponse>]>([
    ["alone", ({ refreshToken }) => client(server()).post("/auth/logout", { refreshToken })],
    ["beside its access cookie", (stolen) => client(server(), stolen).post("/auth/logout")],
  ])("a stolen refresh token %s signs out, and the theft is reported", async (_name, leave) => {
    const signedIn = await aSignedInUser(server());
    const { body } = await client(server()).post("/auth/refresh-token", { refreshToken: signedIn.refreshToken });
    expectSignedOut(await leave(signedIn));
    expect(await server().store.sessions.get(signedIn.sessionId)).toMatchObject({ revokeReason: "reuse" });
    expect(await refusalOfRefresh(server(), body.data.refreshToken)).toBe("SESSION_REVOKED");
  });

  test("the Idempotency-Key of a refresh whose answer was lost shows that its token is no stolen one", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const withKey = { headers: { "idempotency-key": "of this token" } };
    await client(server()).post("/auth/refresh-token", { refreshToken }, withKey);
    expectSignedOut(await client(server()).post("/auth/logout", { refreshToken }, withKey));
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  // Either token is enough, and it counts at once.
  test.each(WAYS)(
    "%s is enough; both cookies go and every token of the session is dead at once",
    async (_name, leave) => {
      const signedIn = await aSignedInUser(server());
      expectSignedOut(await leave(server(), signedIn));
      expect(await refusalOfAccess(server(), signedIn.accessToken)).toBe("SESSION_REVOKED");
      expect(await refusalOfRefresh(server(), signedIn.refreshToken)).toBe("SESSION_REVOKED");
      expect(await server().store.sessions.get(signedIn.sessionId)).toMatchObject({ revokeReason: "logout" });
    },
  );

  test.each(WAYS)("doing it again with %s is no failure and writes nothing", async (_name, leave) => {
    const signedIn = await aSignedInUser(server());
    await leave(server(), signedIn);
    await server().quiet();
    expectSignedOut(await leave(server(), signedIn));
    expect(server().probe.writes).toEqual([]);
  });

  test("an expired access token does not stand in the way of the refresh token", async () => {
    const own = await servers.own();
    const { client: browser, sessionId } = await aSignedInUser(own, { browser: true });
    own.clock.advance(HOUR);
    expectSignedOut(await browser.post("/auth/logout"));
    expect(await own.store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  test("an expired bearer token beside a refresh token in the body signs out", async () => {
    const own = await servers.own();
    const { accessToken, refreshToken, sessionId } = await aSignedInUser(own);
    own.clock.advance(HOUR);
    const response = await new TestClient(own.api).post("/auth/logout", { refreshToken }, { bearer: accessToken });
    expectSignedOut(response);
    expect(await own.store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  test("an expired bearer token lets the refresh cookie speak", async () => {
    const own = await servers.own();
    const { accessToken, refreshToken, sessionId } = await aSignedInUser(own);
    own.clock.advance(HOUR);
    expectSignedOut(await client(own, { refreshToken }).post("/auth/logout", undefined, { bearer: accessToken }));
    expect(await own.store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  test("a wrong explicit token never falls back to the good cookies, which stay", async () => {
    const { accessToken, refreshToken, sessionId } = await aSignedInUser(server());
    await server().quiet();
    const send = (json: object | undefined, options: object) =>
      client(server(), { accessToken, refreshToken }).post("/auth/logout", json, options);
    for (const bearer of ["garbage", `${accessToken}x`, refreshToken]) {
      expectFailure(await send(undefined, { bearer }), 401, "ACCESS_TOKEN_INVALID");
    }
    expectFailure(await send({ refreshToken: "garbage" }, {}), 401, "REFRESH_TOKEN_INVALID");
    expect(server().probe.writes).toEqual([]);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
  });

  test.each(["", null])("refreshToken %j in the body is absent: the cookie signs out", async (empty) => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    expectSignedOut(await client(server(), { refreshToken }).post("/auth/logout", { refreshToken: empty }));
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  test("with neither token: 401 and no cookie touched", async () => {
    const own = await servers.own();
    const { accessToken } = await aSignedInUser(own);
    own.clock.advance(HOUR);
    await own.quiet();
    expectFailure(await client(own).post("/auth/logout"), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await client(own, { accessToken }).post("/auth/logout"), 401, "ACCESS_TOKEN_EXPIRED");
    expectFailure(await client(own).post("/auth/logout", { refreshToken: "no" }), 401, "REFRESH_TOKEN_INVALID");
    expectFailure(await client(own).post("/auth/logout", undefined, { bearer: "a.b.c" }), 401, "ACCESS_TOKEN_INVALID");
    expect(own.probe.writes).toEqual([]);
  });

  test("the explicit token names the session that ends; the other one lives on", async () => {
    const user = await anAccount(server());
    const [phone, laptop] = [await signIn(server(), user), await signIn(server(), user)];
    expectSignedOut(await laptop.client.post("/auth/logout", undefined, { bearer: phone.accessToken }));
    expect(await refusalOfAccess(server(), phone.accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfAccess(server(), laptop.accessToken)).toBeNull();
  });

  test("a disabled user may still sign out", async () => {
    const { user, client: browser, sessionId } = await aSignedInUser(server(), { browser: true });
    await changeAccount(server(), user._id, { disabledAt: 1 });
    expectSignedOut(await browser.post("/auth/logout"));
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });

  test("signing out everywhere ends every session of the user by one write, and nobody else's", async () => {
    const user = await anAccount(server());
    const devices = [await signIn(server(), user), await signIn(server(), user), await signIn(server(), user)];
    const stranger = await aSignedInUser(server());
    const [first] = devices;
    await server().quiet();

    expectSignedOut(await client(server(), { ...first }).post("/auth/logout-all"));
    expect(server().probe.writes.filter((verb) => verb.startsWith("users."))).toEqual(["users.compareAndSet"]);
    for (const device of devices) {
      expect(await refusalOfAccess(server(), device.accessToken)).toBe("SESSION_REVOKED");
      expect(await refusalOfRefresh(server(), device.refreshToken)).toBe("SESSION_REVOKED");
    }
    expect(await refusalOfAccess(server(), stranger.accessToken)).toBeNull();
    expect(await refusalOfAccess(server(), (await signIn(server(), user)).accessToken)).toBeNull();
  });

  test("signing out everywhere needs an access token", async () => {
    const { refreshToken } = await aSignedInUser(server());
    expectFailure(await client(server(), { refreshToken }).post("/auth/logout-all"), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await client(server()).post("/auth/logout-all", { refreshToken }), 401, "ACCESS_TOKEN_MISSING");
  });
});
