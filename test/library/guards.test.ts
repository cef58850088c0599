import cors from "cors";
import express, { type RequestHandler } from "express";
import { describe, expect, test, vi } from "vitest";
import type { LatchkeyOptions } from "../../src/latchkey.js";
import type { AuthenticationMethod } from "../../src/stores/Store.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { claimsOf } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, giveRole, makeLatchkey, serve, signIn, signUp } from "../support/library/hostApp.js";
import { MINUTE } from "../support/ManualClock.js";

/** The app's handler behind the guard: what it saw of the request is its answer. */
function appHandler() {
  return vi.fn<RequestHandler>((req, res) => {
    res.json({ data: { user: req.user, auth: req.auth, frozen: Object.isFrozen(req.user) } });
  });
}

describe("verifyJWT on a route of the app's", () => {
  async function guardedApp() {
    const { latchkey, databaseFile } = makeLatchkey();
    const handler = appHandler();
    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      app.all("/private", latchkey.verifyJWT, handler);
      app.get("/admin", latchkey.verifyJWT, latchkey.requireRole("admin", "owner"), handler);
      app.get("/unguarded-admin", latchkey.requireRole("admin"), handler);
    });
    const ada = await signUp(`${origin}/api/v1`);
    return { ada, app: new TestClient(origin), bearer: ada.accessToken, handler, databaseFile };
  }

  test("gives the handler the user and the session, frozen and without a secret", async () => {
    const { app, ada, bearer } = await guardedApp();
    const { body } = await app.get("/private", { bearer });

    expect(body.data).toMatchObject({
      user: { _id: ada.userId, username: "ada", email: ADA.email, roles: [] },
      auth: { sessionId: expect.any(String), generation: 0 },
      frozen: true,
    });
    expect(Object.keys(body.data.user)).not.toContain("passwordHash");
  });

  test("takes the cookie too", async () => {
    const { app, bearer } = await guardedApp();
    app.cookies.set("accessToken", bearer);

    expect((await app.get("/private")).status).toBe(200);
  });

  test.each([
    ["no token", {}, "ACCESS_TOKEN_MISSING", "Bearer"],
    ["a wrong token", { authorization: "Bearer x" }, "ACCESS_TOKEN_INVALID", 'Bearer error="invalid_token"'],
    ["another scheme", { authorization: "Basic YTo=" }, "ACCESS_TOKEN_MISSING", "Bearer"],
  ])("with %s answers in JSON and runs nothing behind it", async (_case, headers, code, challenge) => {
    const { app, handler } = await guardedApp();
    const refused = await app.get("/private", { headers });

    expect(refused.body).toMatchObject({ statusCode: 401, data: null, success: false, code });
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe(challenge);
    expect(refused.headers.get("cache-control")).toBe("no-store");
    expect(refused.headers.get("x-content-type-options")).toBe("nosniff");
    expect(handler).not.toHaveBeenCalled();
  });

  test("takes the cookie beside the Basic credentials of a gate in front", async () => {
    const { app, bearer } = await guardedApp();
    app.cookies.set("accessToken", bearer);

    for (const authorization of ["Basic YTo=", "Bearer undefined", "Bearer "]) {
      expect((await app.get("/private", { headers: { authorization } })).status).toBe(200);
      const foreign = { authorization, "sec-fetch-site": "cross-site" };
      expect((await app.post("/private", undefined, { headers: foreign })).status).toBe(403);
    }
  });

  test("a broken Authorization header is refused even with a good cookie", async () => {
    const { app, bearer, handler } = await guardedApp();
    app.cookies.set("accessToken", bearer);

    expect((await app.get("/private", { headers: { authorization: "Bearer a b" } })).status).toBe(401);
    expect(handler).not.toHaveBeenCalled();
  });

  test("a cookie from another origin's page may read but not act", async () => {
    const { app, bearer, handler } = await guardedApp();
    app.cookies.set("accessToken", bearer);
    const headers = { "sec-fetch-site": "same-site" };

    expect((await app.get("/private", { headers })).status).toBe(200);
    const post = await app.post("/private", undefined, { headers });
    expect([post.status, post.body.code]).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test("a logout counts at the next request", async () => {
    const { app, ada, bearer, handler } = await guardedApp();
    await ada.client.post("/auth/logout");

    expect((await app.get("/private", { bearer })).body.code).toBe("SESSION_REVOKED");
    expect(handler).not.toHaveBeenCalled();
  });

  test("requireRole answers 403 without the role, and lets one of the roles pass at the next request", async () => {
    const { app, bearer, databaseFile, handler } = await guardedApp();
    const refused = await app.get("/admin", { bearer });
    expect([refused.status, refused.body.code]).toEqual([403, "FORBIDDEN"]);
    expect(handler).not.toHaveBeenCalled();

    await giveRole(databaseFile, "ada", "owner");
    expect((await app.get("/admin", { bearer })).status).toBe(200);
  });

  test("requireRole without verifyJWT before it lets nobody pass", async () => {
    const { app, bearer, handler } = await guardedApp();

    expect((await app.get("/unguarded-admin", { bearer })).status).toBe(401);
    expect(handler).not.toHaveBeenCalled();
  });
});

test("verifyJWT needs no router beside it: another process may serve the sign-in", async () => {
  const { latchkey: signInService, databaseFile } = makeLatchkey();
  const { latchkey: guard } = makeLatchkey({ databaseUrl: `sqlite:${databaseFile}` });
  const signInOrigin = await serve((app) => app.use("/api/v1", signInService.router));
  const origin = await serve((app) => app.get("/private", guard.verifyJWT, appHandler()));
  const { accessToken } = await signUp(`${signInOrigin}/api/v1`);
  const app = new TestClient(origin);

  expect((await app.get("/private", { bearer: accessToken })).status).toBe(200);
  expect((await app.get("/private")).status).toBe(401);
  expect((await fetch(`${origin}/auth/login`, { method: "POST" })).status).toBe(404);
});

describe("guards that ask how surely the user is known", () => {
  async function assuredApp(options?: LatchkeyOptions) {
    const { latchkey, databaseFile } = makeLatchkey(options);
    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      app.get("/usual", latchkey.verifyJWT, latchkey.requireLevel(1), appHandler());
      app.get("/two", latchkey.verifyJWT, latchkey.requireLevel(2), appHandler());
      app.get("/fresh", latchkey.verifyJWT, latchkey.requireFresh(), appHandler());
      app.get("/hour", latchkey.verifyJWT, latchkey.requireFresh("1h"), appHandler());
      app.get("/fresh-two", latchkey.verifyJWT, latchkey.requireFresh("1h", { level: 2 }), appHandler());
      app.get("/unguarded", latchkey.requireFresh(), appHandler());
    });
    const { accessToken: bearer, client } = await signUp(`${origin}/api/v1`);
    const app = new TestClient(origin);
    const answers = async () => {
      const paths = ["/usual", "/two", "/fresh", "/hour", "/fresh-two"];
      return Promise.all(paths.map(async (path) => (await app.get(path, { bearer })).status));
    };
    return { app, bearer, client, answers, provedBy: (ways: Ways) => changeMethods(databaseFile, bearer, ways) };
  }

  type Ways = readonly (readonly [AuthenticationMethod["method"], minutesAgo: number])[];

  async function changeMethods(databaseFile: string, bearer: string, ways: Ways) {
    const store = createSqliteStore({ path: databaseFile });
    await store.open();
    const session = await store.sessions.get(String(claimsOf(bearer)["sid"]));
    const methods = ways.map(([method, ago]) => ({ method, at: Date.now() - ago * MINUTE, userVerified: false }));
    if (session !== null)
      await store.sessions.compareAndSet({ ...session, version: session.version + 1, methods }, session.version);
    await store.close();
  }

  test("a sign-in of a moment ago by the password is level 1, and fresh", async () => {
    const { answers } = await assuredApp();
    expect(await answers()).toEqual([200, 401, 200, 200, 401]);
  });

  test.each<[Ways, number[]]>([
    [[["password", 30]], [200, 401, 401, 200, 401]],
    [[["password", 120]], [200, 401, 401, 401, 401]],
    [
      [
        ["password", 120],
        ["totp", 30],
      ],
      [200, 200, 401, 200, 200],
    ],
    [
      [
        ["totp", 120],
        ["password", 0],
      ],
      [200, 200, 200, 200, 401],
    ],
    [[], [401, 401, 401, 401, 401]],
  ])("%j is answered %j", async (ways, expected) => {
    const { answers, provedBy } = await assuredApp();
    await provedBy(ways);
    expect(await answers()).toEqual(expected);
  });

  test("says what is missing as RFC 9470 has it, and a confirmation by the password is enough for level 1", async () => {
    const { app, bearer, client, provedBy } = await assuredApp({ freshness: "5m" });
    await provedBy([["password", 30]]);
    const refused = await app.get("/fresh", { bearer });
    expect(refused.body).toMatchObject({ code: "REAUTHENTICATION_REQUIRED", data: null });
    const challenge = (level: 1 | 2, seconds: number) =>
      `Bearer error="insufficient_user_authentication", acr_values="aal${level}", max_age="${seconds}"`;
    expect(refused.headers.get("www-authenticate")).toBe(challenge(1, 300));
    expect((await app.get("/two", { bearer })).headers.get("www-authenticate")).toBe(challenge(2, 300));
    expect((await app.get("/fresh-two", { bearer })).headers.get("www-authenticate")).toBe(challenge(2, 3600));

    expect((await client.post("/auth/reauthenticate", { password: ADA.password })).status).toBe(200);
    expect((await app.get("/fresh", { bearer })).status).toBe(200);
  });

  test("let nobody pass without verifyJWT before them, and refuse what is no duration at once", async () => {
    const { app, bearer } = await assuredApp();
    expect((await app.get("/unguarded", { bearer })).status).toBe(401);
    const { latchkey } = makeLatchkey();
    expect(() => latchkey.requireFresh("ten minutes")).toThrow('requireFresh takes a duration such as "10m"');
  });
});

describe("router.use(verifyJWT) guards every path of a router", () => {
  async function routerWideApp(before: RequestHandler[] = []) {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      const dashboard = express.Router();
      dashboard.use(...before, latchkey.verifyJWT);
      dashboard.get("/stats", appHandler());
      app.use("/dashboard", dashboard);
      app.get("/open", appHandler());
      app.use((_req, res) => {
        res.status(404).json({});
      });
    });
    const { accessToken } = await signUp(`${origin}/api/v1`);
    return { app: new TestClient(origin), bearer: accessToken };
  }

  test("and no path outside it", async () => {
    const { app, bearer } = await routerWideApp();

    expect((await app.get("/dashboard/stats")).status).toBe(401);
    expect((await app.get("/dashboard/stats", { bearer })).status).toBe(200);
    expect((await app.get("/open")).status).toBe(200);
  });

  test("an unknown path is 401 to strangers and 404 to users", async () => {
    const { app, bearer } = await routerWideApp();

    expect((await app.get("/dashboard/nowhere")).status).toBe(401);
    expect((await app.get("/dashboard/nowhere", { bearer })).status).toBe(404);
  });

  test("a preflight passes when cors stands before it, and only then", async () => {
    const headers = { origin: "https://app.example.com", "access-control-request-method": "GET" };
    const without = await routerWideApp();
    const withCors = await routerWideApp([cors({ origin: "https://app.example.com", credentials: true })]);

    expect((await without.app.send("OPTIONS", "/dashboard/stats", { headers })).status).toBe(401);
    expect((await withCors.app.send("OPTIONS", "/dashboard/stats", { headers })).status).toBe(204);
  });
});

test("two instances on one database share users and sessions", async () => {
  const { latchkey: first, databaseFile } = makeLatchkey();
  const { latchkey: second } = makeLatchkey({ databaseUrl: `sqlite:${databaseFile}` });
  const one = await serve((app) => app.use("/api/v1", first.router));
  const other = await serve((app) => app.use("/api/v1", second.router));
  const { accessToken: bearer } = await signUp(`${one}/api/v1`);
  const onOther = new TestClient(`${other}/api/v1`);

  expect((await onOther.get("/users/profile", { bearer })).status).toBe(200);
  expect((await onOther.post("/auth/logout", undefined, { bearer })).status).toBe(200);
  expect((await new TestClient(`${one}/api/v1`).get("/users/profile", { bearer })).body.code).toBe("SESSION_REVOKED");
});

test("two Latchkeys in one app keep their users and their tokens apart", async () => {
  const { latchkey: staff } = makeLatchkey();
  const { latchkey: customers } = makeLatchkey({
    accessTokenSecret: "another access secret 0123456789 abcdefgh",
    refreshTokenSecret: "another refresh secret 0123456789 abcdefg",
  });
  const origin = await serve((app) => {
    app.use("/staff", staff.router);
    app.use("/customers", customers.router);
  });
  const ada = await signUp(`${origin}/staff`);
  const stranger = new TestClient(`${origin}/customers`);
  const { accessToken: bearer, refreshToken } = ada;

  expect((await stranger.get("/users/profile", { bearer })).body.code).toBe("ACCESS_TOKEN_INVALID");
  expect((await stranger.post("/auth/refresh-token", { refreshToken })).body.code).toBe("REFRESH_TOKEN_INVALID");
  // Her name is still free among the customers, and the refused tokens have ended nothing.
  expect((await stranger.post("/auth/register", ADA)).status).toBe(201);
  expect((await signIn(stranger)).accessToken).not.toBe("");
  expect((await ada.client.get("/users/profile", { bearer })).status).toBe(200);
});
