import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import cookieParser from "cookie-parser";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { createIdentify, createVerifyJWT } from "../../src/middlewares/auth.middleware.js";
import { errorHandler } from "../../src/middlewares/error.middleware.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, refusalOfAccess } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { ROUTES } from "../support/http/routes.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";

const PUBLIC = "http://localhost:3000";

const FOREIGN: Record<string, string>[] = [
  { origin: "https://evil.example" },
  { origin: "null" },
  { origin: "" },
  { origin: "http://localhost:3001" },
  { origin: "http://127.0.0.1:3001" },
  { origin: "https://localhost:3000" },
  { origin: "http://localhost:3000.evil.example" },
  { origin: "http://localhost:3000/" },
  { origin: "http://LOCALHOST:3000" },
  { origin: "http://sub.localhost:3000" },
  { origin: `${PUBLIC}, https://evil.example` },
  { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "cross-site" },
  { "sec-fetch-site": "same-site" },
];

const OWN: Record<string, string>[] = [
  { origin: PUBLIC },
  { origin: "http://127.0.0.1:3000" },
  { origin: "http://[::1]:3000", "sec-fetch-site": "same-origin" },
  { origin: PUBLIC, "sec-fetch-site": "same-origin" },
  { origin: PUBLIC, "sec-fetch-site": "same-site" },
  { "sec-fetch-site": "same-origin" },
  { "sec-fetch-site": "none" },
  {},
];

// A provider sends the browser to its callback, which changes nothing.
const UNSAFE = ROUTES.filter(({ method, path }) => method !== "GET" && !path.endsWith("/callback"));

// SameSite stops other sites; this stops other origins of the same site, and sign-in requests, which need no cookie.
describeOnOneStore("a request of a foreign origin", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  test.each(FOREIGN)(
    "%j is refused on every unsafe route, by a good cookie too, and nothing is asked or written",
    async (headers) => {
      const { accessToken, refreshToken } = await aSignedInUser(server());
      await server().quiet();
      for (const { method, path } of UNSAFE) {
        const client = new TestClient(server().origin, { cookies: { accessToken, refreshToken } });
        expectFailure(await client.send(method, path, { headers }), 403, "ORIGIN_NOT_ALLOWED");
      }
      expect(server().probe.calls).toEqual([]);
      expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    },
  );

  test("a foreign page can neither sign a visitor in nor register: login CSRF needs no cookie", async () => {
    const user = await anAccount(server());
    const client = new TestClient(server().api);
    for (const headers of FOREIGN) {
      const login = await client.post("/auth/login", { username: user.username, password: PASSWORD }, { headers });
      expectFailure(login, 403, "ORIGIN_NOT_ALLOWED");
      expectFailure(await client.post("/auth/register", aRegistration(), { headers }), 403, "ORIGIN_NOT_ALLOWED");
    }
    expect(client.cookies.size).toBe(0);
  });

  test.each(OWN)("%j may act", async (headers) => {
    const user = await anAccount(server());
    const client = new TestClient(server().api);
    const login = await client.post("/auth/login", { username: user.username, password: PASSWORD }, { headers });
    expect(login.status).toBe(200);
    expect((await client.send("PATCH", "/users/settings", { json: { fullName: "Grace" }, headers })).status).toBe(200);
    expect((await client.post("/auth/logout", {}, { headers })).status).toBe(200);
  });

  test("reading is not acting: a link from elsewhere shows the profile", async () => {
    const { client } = await aSignedInUser(server());
    expect((await client.get("/users/profile", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(200);
  });

  test("the answer and the log say what to do: the origin that was seen, and the setting", async () => {
    const own = await servers.own({ emailCode: "on", corsOrigin: "https://app.example.com" });
    const headers = { origin: "https://elsewhere.example" };
    const { body } = await new TestClient(own.api).post("/auth/logout", undefined, { headers });
    expect(body.message).toContain('"https://elsewhere.example"');
    expect(body.message).toContain("CORS_ORIGIN");
    expect(JSON.stringify(body)).not.toContain("app.example.com");
    const line = own.log.find((one) => one.includes("ORIGIN_NOT_ALLOWED")) ?? "{}";
    expect(JSON.parse(line)).toMatchObject({
      level: 40,
      origin: "https://elsewhere.example",
      allowed: expect.arrayContaining([PUBLIC, "https://app.example.com"]),
      setting: "CORS_ORIGIN",
      requestId: expect.any(String),
    });
  });

  test("two Origin headers are no allowed one", async () => {
    const { accessToken } = await aSignedInUser(server());
    const response = await rawRequest(server().origin, {
      method: "POST",
      path: "/api/v1/auth/logout",
      headers: { origin: [PUBLIC, "https://evil.example"], cookie: `accessToken=${accessToken}` },
    });
    // Node keeps the first of two Origin headers; no browser sends two.
    expect([200, 403]).toContain(response.status);
    const reversed = await rawRequest(server().origin, {
      method: "POST",
      path: "/api/v1/auth/logout",
      headers: { origin: ["https://evil.example", PUBLIC], cookie: `accessToken=${accessToken}` },
    });
    expect(reversed.status).toBe(403);
  });
});

/** Somebody's own app with a route behind verifyJWT and no CSRF middleware of its own. */
async function startHostApp(server: TestServer): Promise<string> {
  const app = express();
  app.use(cookieParser());
  app.use(createVerifyJWT(createIdentify(server.container)));
  app.all("/transfer", (req, res) => void res.json({ user: req.user?._id }));
  app.use(errorHandler(server.container.logger));
  const host = createServer(app).listen(0, "127.0.0.1");
  await new Promise((resolve) => host.once("listening", resolve));
  onTestFinished(() => void host.close());
  return `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
}

describeOnOneStore("verifyJWT on a route of another app", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  test("a cookie counts for an unsafe method only from an allowed origin; a bearer token counts from anywhere", async () => {
    const host = await startHostApp(server());
    const { accessToken } = await aSignedInUser(server());
    const withCookie = new TestClient(host, { cookies: { accessToken } });
    for (const headers of FOREIGN) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE", "QUERY"]) {
        expectFailure(await withCookie.send(method, "/transfer", { headers }), 403, "ORIGIN_NOT_ALLOWED");
      }
      const explicit = await new TestClient(host).send("POST", "/transfer", { headers, bearer: accessToken });
      expect(explicit.status).toBe(200);
    }
    expect((await withCookie.post("/transfer", undefined, { headers: { origin: PUBLIC } })).status).toBe(200);
    expect((await withCookie.get("/transfer", { headers: { origin: "https://evil.example" } })).status).toBe(200);
  });
});
