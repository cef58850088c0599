import cors from "cors";
import express, { type ErrorRequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { rawRequest } from "../support/http/rawRequest.js";
import { ROUTES } from "../support/http/routes.js";
import { TestClient } from "../support/http/TestClient.js";
import { makeLatchkey, serve, signUp } from "../support/library/hostApp.js";

const OUR_HEADERS = [
  "x-request-id",
  "cache-control",
  "content-security-policy",
  "referrer-policy",
  "x-content-type-options",
  "access-control-allow-origin",
];

/** An app with routes of its own below the router's two paths, mounted after it, at `prefix`. */
async function sharedApp(prefix = "/api/v1") {
  const { latchkey } = makeLatchkey({ corsOrigin: "https://app.example.com", emailCode: "on" });
  const errors: unknown[] = [];
  const origin = await serve((app) => {
    app.use(prefix, latchkey.router);
    const own = express.Router();
    own.get("/users", (_req, res) => void res.json({ list: "the app's" }));
    own.get("/auth/google", (_req, res) => void res.redirect("https://accounts.example.com/"));
    own.post("/auth/google/callback", express.raw({ type: "*/*", limit: "1mb" }), (req, res) => {
      res.json({ bytes: req.body.length, params: req.params, baseUrl: req.baseUrl, cookies: typeof req.cookies });
    });
    own.options("/users/teams", cors({ origin: "https://elsewhere.example" }));
    own.get("/users/broken", () => {
      throw new Error("the app's own");
    });
    app.use(prefix, own);
    app.use((_req, res) => void res.status(404).send("the app has no such page"));
    app.use(((error, _req, res, _next) => {
      errors.push(error);
      res.status(500).send("the app failed");
    }) as ErrorRequestHandler);
  });
  return { origin: origin + prefix, errors, latchkey };
}

function expectNoHeaderOfOurs(headers: Headers): void {
  expect(OUR_HEADERS.filter((name) => headers.has(name))).toEqual([]);
  expect(headers.get("x-powered-by")).toBe("Express");
}

describe("unknown paths below /auth and /users are the app's", () => {
  test.each(["/api/v1", "/tenants/blue", ""])(
    "mounted at %j, its own routes answer, with no header of ours",
    async (at) => {
      const { origin } = await sharedApp(at);
      const list = await fetch(`${origin}/users`);
      expect(await list.json()).toEqual({ list: "the app's" });
      expectNoHeaderOfOurs(list.headers);
      const google = await fetch(`${origin}/auth/google`, { redirect: "manual" });
      expect([google.status, google.headers.get("location")]).toEqual([302, "https://accounts.example.com/"]);
      expect((await signUp(origin)).accessToken).not.toBe("");
    },
  );

  test("a body of another site that is larger than ours may be, in a type that we refuse, reaches its parser unread", async () => {
    const { origin } = await sharedApp();
    const response = await fetch(`${origin}/auth/google/callback`, {
      method: "POST",
      headers: {
        "content-type": "text/plain",
        origin: "https://evil.example",
        "sec-fetch-site": "cross-site",
        cookie: "a=b",
      },
      body: "x".repeat(100_000),
    });
    expect(await response.json()).toEqual({ bytes: 100_000, params: {}, baseUrl: "/api/v1", cookies: "undefined" });
    expectNoHeaderOfOurs(response.headers);
  });

  test("a preflight of its path is its answer", async () => {
    const { origin } = await sharedApp();
    const headers = { origin: "https://app.example.com", "access-control-request-method": "GET" };
    const response = await fetch(`${origin}/users/teams`, { method: "OPTIONS", headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://elsewhere.example");
  });

  test.each([
    ["GET", "/auth"],
    ["GET", "/auth/nothing"],
    ["POST", "/users/nothing"],
    ["OPTIONS", "/auth/nothing"],
    ["GET", "/auth/sessions/a/b"],
    ["DELETE", "/auth/sessions/%ff"],
    ["GET", "/auth/login%2f"],
  ])("%s %s is its 404", async (method, path) => {
    const { origin, errors } = await sharedApp();
    const response = await rawRequest(new URL(origin).origin, { method, path: `/api/v1${path}` });
    expect([response.status, response.text]).toEqual([404, "the app has no such page"]);
    expect(OUR_HEADERS.filter((name) => name in response.headers)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test("an error of its own route reaches its handler", async () => {
    const { origin, errors } = await sharedApp();
    expect(await (await fetch(`${origin}/users/broken`)).text()).toBe("the app failed");
    expect(errors).toEqual([new Error("the app's own")]);
  });

  test("they are counted in no metric of ours", async () => {
    const { origin, latchkey } = await sharedApp();
    await fetch(`${origin}/users`);
    await fetch(`${origin}/auth/nothing`);
    await fetch(`${origin}/users/profile`);
    const counted = (await latchkey.metrics())
      .split("\n")
      .filter((line) => /^latchkey_http_requests_total{/.test(line));
    expect(counted).toEqual(['latchkey_http_requests_total{route="/users/profile",method="GET",status="4xx"} 1']);
  });
});

describe("known paths stay ours", () => {
  test("each answers another method with 405", async () => {
    const { origin } = await sharedApp();
    const ours = ROUTES.filter(({ path }) => path.startsWith("/api/v1/"));
    const answers = ours.map(({ path }) => rawRequest(new URL(origin).origin, { method: "PUT", path }));
    for (const response of await Promise.all(answers)) {
      expect([response.status, response.body().code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
    }
    expect(answers.length).toBeGreaterThan(15);
  });

  test.each(["/AUTH/Login", "/auth/login/", "/auth/login?a=b"])("in another spelling: %s", async (path) => {
    const { origin } = await sharedApp();
    const response = await new TestClient(origin).post(path, {});
    expect([response.status, response.body.code]).toEqual([400, "VALIDATION_FAILED"]);
    expect(response.headers.get("x-request-id")).not.toBeNull();
  });
});

test("two instances in one app have their own accounts", async () => {
  const [{ latchkey: first }, { latchkey: second }] = [makeLatchkey(), makeLatchkey()];
  const origin = await serve((app) => {
    app.use("/one", first.router).use("/two", second.router);
  });
  await signUp(`${origin}/one`);
  await signUp(`${origin}/two`);
  const counted = await Promise.all([first, second].map((one) => one.metrics()));
  for (const text of counted) expect(text).toContain('latchkey_logins_total{outcome="signed_in"} 1\n');
});
