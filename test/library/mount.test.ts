import cookieParser from "cookie-parser";
import express, { type ErrorRequestHandler, type RequestHandler } from "express";
import { describe, expect, test } from "vitest";
import { rawRequest } from "../support/http/rawRequest.js";
import { type SessionData, TestClient } from "../support/http/TestClient.js";
import { ADA, makeLatchkey, serve, signUp } from "../support/library/hostApp.js";

const answer: RequestHandler = (_req, res) => {
  res.json({ from: "the app" });
};

describe("the router works wherever it is mounted", () => {
  test.each([
    ["/api/v1", "/api/v1"],
    ["/tenants/blue/identity", "/tenants/blue/identity"],
    ["/", ""],
  ])("at %s", async (path, prefix) => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => app.use(path, latchkey.router));
    const { client } = await signUp(origin + prefix);

    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    expect((await client.get("/users/profile")).body.data.username).toBe("ada");
    expect((await client.post("/auth/logout")).status).toBe(200);
  });

  test("in a router of the app's", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      const api = express.Router();
      api.use("/identity", latchkey.router);
      app.use("/api", api);
    });
    await signUp(`${origin}/api/identity`);
  });
});

test("the key set is answered where the app puts it, also as the very first request, and 404 without ES256", async () => {
  const { latchkey } = makeLatchkey({ accessTokenAlgorithm: "ES256" });
  const { latchkey: symmetric } = makeLatchkey();
  const origin = await serve((app) => {
    app.get("/.well-known/jwks.json", latchkey.jwks);
    app.get("/other/jwks.json", symmetric.jwks);
  });
  const response = await fetch(`${origin}/.well-known/jwks.json`);
  expect(await response.json()).toMatchObject({ keys: [{ kty: "EC", alg: "ES256" }] });
  expect(response.headers.get("cache-control")).toBe("public, max-age=600");
  expect(response.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
  expect((await new TestClient(origin).get("/other/jwks.json")).body.code).toBe("NOT_FOUND");
});

describe("what the app mounts before it does not matter", () => {
  test("its JSON, form and cookie parsers", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.use(express.json(), express.urlencoded({ extended: true }), cookieParser("the app's own secret"));
      app.use("/api/v1", latchkey.router);
    });
    const { client } = await signUp(`${origin}/api/v1`);

    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    expect((await client.get("/users/profile")).status).toBe(200);
  });

  test("a form that its parser read is still refused: another site's page can send one", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.use(express.urlencoded({ extended: true }));
      app.use("/api/v1", latchkey.router);
    });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const client = new TestClient(`${origin}/api/v1`);
    const { status, body } = await client.post("/auth/login", undefined, { headers, text: "username=ada&password=x" });

    expect([status, body.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
  });

  const PARSER_WITH_ROOM = express.json({ limit: "4mb" });
  const LARGE: [string, string][] = [
    ["a long field", JSON.stringify({ username: "ada", password: "x".repeat(1_000_000) })],
    ["a long unknown field", JSON.stringify({ username: "ada", password: "x", note: "x".repeat(20_000) })],
    ["many keys", JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 1])))],
    ["a wide list", JSON.stringify({ username: Array.from({ length: 500_000 }, () => 0) })],
    ["a deep list", `{"username":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`],
  ];

  test.each(LARGE)("a body of more than 16 KiB that its larger parser let in is 413: %s", async (_name, text) => {
    const { latchkey } = makeLatchkey({ rateLimits: "login.ip=1/1h" });
    const origin = await serve((app) => app.use(PARSER_WITH_ROOM).use("/api/v1", latchkey.router));
    for (const headers of [{ "content-length": String(text.length) }, { "transfer-encoding": "chunked" }]) {
      const path = "/api/v1/auth/login";
      const all = { "content-type": "application/json", ...headers } as Record<string, string>;
      const { status, body } = await rawRequest(origin, { method: "POST", path, headers: all, body: text });
      // Before anything counts or reads it: else the second would be 429.
      expect([status, body().code]).toEqual([413, "BODY_TOO_LARGE"]);
    }
  });

  test("a body of less than 16 KiB passes, announced or chunked", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => app.use(PARSER_WITH_ROOM).use("/api/v1", latchkey.router));
    const body = JSON.stringify({ username: "ada", password: "x", note: "x".repeat(16_000) });
    for (const length of [{ "content-length": String(body.length) }, { "transfer-encoding": "chunked" }]) {
      const headers = { "content-type": "application/json", ...length } as Record<string, string>;
      const path = "/api/v1/auth/login";
      expect((await rawRequest(origin, { method: "POST", path, headers, body })).status).toBe(401);
    }
  });

  test("its Strict-Transport-Security stays: it speaks for the whole host", async () => {
    const { latchkey } = makeLatchkey({ publicUrl: "https://app.example.com" });
    const [theirs, ours] = ["max-age=60", "max-age=31536000; includeSubDomains"];
    const origin = await serve((app) => {
      app.use("/bare", latchkey.router);
      app.use((_req, res, next) => {
        res.setHeader("Strict-Transport-Security", theirs);
        next();
      });
      app.use("/api/v1", latchkey.router);
    });
    const sent = async (path: string) => (await fetch(origin + path)).headers.get("strict-transport-security");
    expect([await sent("/bare/users/profile"), await sent("/api/v1/users/profile")]).toEqual([ours, theirs]);
  });

  test("its security headers: each has its own policy", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.use((_req, res, next) => {
        res.setHeader("Content-Security-Policy", "default-src 'self'");
        res.setHeader("X-Frame-Options", "DENY");
        next();
      });
      app.use("/api/v1", latchkey.router);
      app.get("/page", answer);
    });
    const ours = await fetch(`${origin}/api/v1/users/profile`);
    const theirs = await fetch(`${origin}/page`);

    expect(ours.headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(ours.headers.get("x-frame-options")).toBe("DENY");
    expect(theirs.headers.get("content-security-policy")).toBe("default-src 'self'");
  });
});

describe("the router leaves the app's other routes alone", () => {
  test("headers, cookies and the raw body stay the app's", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.use(latchkey.router);
      app.post("/webhook", express.raw({ type: "*/*" }), (req, res) => {
        res.json({ bytes: req.body.toString("latin1"), cookies: typeof req.cookies, id: "id" in req });
      });
    });
    const response = await fetch(`${origin}/webhook`, {
      method: "POST",
      headers: { "content-type": "text/plain", origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
      body: "not { json",
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ bytes: "not { json", cookies: "undefined", id: false });
    for (const header of ["cache-control", "content-security-policy", "referrer-policy", "x-request-id"]) {
      expect(response.headers.has(header), header).toBe(false);
    }
    expect(response.headers.get("x-powered-by")).toBe("Express");
  });

  test("an unknown path is the app's 404, and a preflight the app's answer", async () => {
    const { latchkey } = makeLatchkey({ corsOrigin: "https://app.example.com" });
    const origin = await serve((app) => {
      app.use(latchkey.router);
      app.use((req, res) => {
        res.status(404).send(`no ${req.method} here`);
      });
    });
    const headers = { origin: "https://app.example.com", "access-control-request-method": "POST" };
    const preflight = await fetch(`${origin}/elsewhere`, { method: "OPTIONS", headers });

    expect(await (await fetch(`${origin}/elsewhere`)).text()).toBe("no GET here");
    expect(await preflight.text()).toBe("no OPTIONS here");
    expect(preflight.headers.has("access-control-allow-origin")).toBe(false);
  });
});

describe("errors stay with whom they belong to", () => {
  async function appWithErrorHandler() {
    const seen: unknown[] = [];
    const { latchkey } = makeLatchkey();
    const onError: ErrorRequestHandler = (error, _req, res, _next) => {
      seen.push(error);
      res.status(500).send("<h1>the app failed</h1>");
    };
    const origin = await serve((app) => {
      app.use("/api/v1", latchkey.router);
      app.get("/broken", () => {
        throw new Error("the app's own");
      });
      app.use((_req, res) => {
        res.status(404).send("<h1>the app has no such page</h1>");
      });
      app.use(onError);
    });
    return { seen, origin, client: new TestClient(`${origin}/api/v1`) };
  }

  test("Latchkey's never reach the app's error handler", async () => {
    const { client, seen } = await appWithErrorHandler();
    const answers = [
      await client.get("/auth/login"),
      await client.post("/auth/login", {}),
      await client.post("/auth/login", { username: "nobody", password: "wrong password" }),
      await client.post("/auth/register", undefined, { headers: { "content-type": "application/json" }, text: "{" }),
      await client.get("/users/profile"),
    ];

    expect(answers.map(({ body }) => body.code)).toEqual([
      "METHOD_NOT_ALLOWED",
      "VALIDATION_FAILED",
      "INVALID_CREDENTIALS",
      "INVALID_JSON",
      "ACCESS_TOKEN_MISSING",
    ]);
    expect(seen).toEqual([]);
  });

  test("the app's own reach its handler, and its 404 stays", async () => {
    const { origin, seen } = await appWithErrorHandler();

    expect(await (await fetch(`${origin}/broken`)).text()).toBe("<h1>the app failed</h1>");
    expect(await (await fetch(`${origin}/api/v1/else`)).text()).toBe("<h1>the app has no such page</h1>");
    expect(seen).toHaveLength(1);
  });
});

test("an app in front of it gives the client's address by its own `trust proxy`", async () => {
  const { latchkey } = makeLatchkey();
  const origin = await serve((app) => {
    app.set("trust proxy", 1);
    app.use("/api/v1", latchkey.router);
  });
  const client = new TestClient(`${origin}/api/v1`);
  await client.post("/auth/register", ADA);
  const headers = { "x-forwarded-for": "203.0.113.7" };
  await client.post("/auth/login", { username: ADA.username, password: ADA.password }, { headers });

  const { body } = await client.get("/auth/sessions");
  expect((body.data as unknown as SessionData[]).map(({ ip }) => ip)).toEqual(["203.0.113.7"]);
});
