import { expect, test } from "vitest";
import { anAccount, aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { countPrototypeChanges } from "../support/http/countPrototypeChanges.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailureBody } from "../support/http/expectFailure.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { ROUTES } from "../support/http/routes.js";
import { TestClient } from "../support/http/TestClient.js";
import { HOUR } from "../support/ManualClock.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function expectHeaders(headers: Headers): void {
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("x-request-id")).toMatch(UUID);
  expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-powered-by")).toBeNull();
  expect(headers.get("etag")).toBeNull();
}

describeOnOneStore("the protocol", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  test("every answer has the headers of a JSON answer that nobody may keep: successes, errors, health", async () => {
    const user = await anAccount(server());
    const { client } = await aSignedInUser(server());
    const nobody = new TestClient(server().origin);
    const api = new TestClient(server().api);
    const json = { "content-type": "application/json" };
    const answers = [
      await api.post("/auth/register", aRegistration()),
      await api.post("/auth/login", { username: user.username, password: PASSWORD }),
      await client.get("/users/profile"),
      await client.post("/auth/logout"),
      await api.post("/auth/register", {}),
      await api.post("/auth/login", { username: user.username, password: "wrong horse" }),
      await new TestClient(server().api).get("/users/profile"),
      await api.post("/auth/logout", {}, { headers: { origin: "https://evil.example" } }),
      await nobody.get("/api/v1/auth/nothing"),
      await nobody.get("/nothing"),
      await nobody.get("/"),
      await nobody.get("/%ff"),
      await api.get("/auth/login"),
      await api.send("OPTIONS", "/auth/login"),
      await api.post("/auth/login", undefined, { text: "{", headers: json }),
      await api.post("/auth/login", undefined, { text: `"${"x".repeat(20_000)}"`, headers: json }),
      await api.post("/auth/login", undefined, { text: "a=b" }),
      await nobody.get("/health/live"),
      await nobody.get("/health/ready"),
    ];
    for (const answer of answers) expectHeaders(answer.headers);
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 201, 204, 400, 401, 403, 404, 405, 413, 415]);
    expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBe(answers.length);
  });

  test("a JSON answer says so, with its charset", async () => {
    const { headers } = await new TestClient(server().api).get("/users/profile");
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8");
  });

  test("a harmless X-Request-Id of the caller's own is kept; any other is replaced", async () => {
    const ask = (id: string) =>
      new TestClient(server().origin).get("/health/live", { headers: { "x-request-id": id } });
    expect((await ask("trace_17-a")).headers.get("x-request-id")).toBe("trace_17-a");
    for (const id of ["", "a b", "x".repeat(65), "<script>", "a,b", '{"level":50}']) {
      expect((await ask(id)).headers.get("x-request-id")).toMatch(UUID);
    }
  });

  test("HSTS is sent where the public URL is https, and only there", async () => {
    const secure = await servers.own({ publicUrl: "https://auth.example.com" });
    const hsts = "strict-transport-security";
    for (const path of ["/health/live", "/api/v1/users/profile", "/nothing"]) {
      expect((await new TestClient(secure.origin).get(path)).headers.get(hsts)).toMatch(/^max-age=31536000/);
      expect((await new TestClient(server().origin).get(path)).headers.get(hsts)).toBeNull();
    }
  });

  test.each([
    [{}, "max-age=31536000; includeSubDomains"],
    [{ hsts: "includeSubDomains" }, "max-age=31536000; includeSubDomains"],
    [{ hsts: "on" }, "max-age=31536000"],
    [{ hsts: "off" }, null],
  ] as const)("the setting %j decides how far HSTS goes: %j", async (options, header) => {
    const own = await servers.own({ publicUrl: "https://auth.example.com", ...options });
    for (const path of ["/health/live", "/api/v1/users/profile", "/nothing"]) {
      const { headers } = await new TestClient(own.origin).get(path);
      expect([path, headers.get("strict-transport-security")]).toEqual([path, header]);
    }
  });
  test("the challenge of a 401 names invalid_token only when a token was sent", async () => {
    const own = await servers.own();
    const { accessToken, refreshToken } = await aSignedInUser(own);
    const challenge = async (path: string, options: Parameters<TestClient["send"]>[2], cookies = {}) => {
      const method = path === "/users/profile" ? "GET" : "POST";
      const { status, headers } = await new TestClient(own.api, { cookies }).send(method, path, options);
      expect(status).toBe(401);
      return headers.get("www-authenticate");
    };
    const invalid = 'Bearer error="invalid_token"';
    expect(await challenge("/users/profile", {})).toBe("Bearer");
    expect(await challenge("/auth/refresh-token", {})).toBe("Bearer");
    expect(await challenge("/auth/logout", {})).toBe("Bearer");
    expect(await challenge("/auth/login", { json: { username: "nobody", password: PASSWORD } })).toBe("Bearer");
    expect(await challenge("/users/profile", { bearer: "a.b.c" })).toBe(invalid);
    expect(await challenge("/users/profile", {}, { accessToken: "a.b.c" })).toBe(invalid);
    expect(await challenge("/auth/refresh-token", { json: { refreshToken: "x" } })).toBe(invalid);
    await new TestClient(own.api).post("/auth/logout", { refreshToken });
    expect(await challenge("/users/profile", { bearer: accessToken })).toBe(invalid);
    expect(await challenge("/auth/refresh-token", { json: { refreshToken } })).toBe(invalid);
    own.clock.advance(HOUR);
    expect(await challenge("/users/profile", { bearer: accessToken })).toBe(invalid);
  });

  // The path first, then the method, then the token.
  test.each(ROUTES)("$method $path answers other methods with 405 and Allow, without a token", async ({ path }) => {
    const methods = ROUTES.filter((route) => route.path === path).map(({ method }) => method);
    const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
    for (const other of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "QUERY"]) {
      if (allow.split(", ").includes(other)) continue;
      const response = await rawRequest(server().origin, { method: other, path });
      expect(response.status).toBe(405);
      expect(response.headers["allow"]).toBe(allow);
      if (other !== "HEAD") expectFailureBody(response.body(), 405, "METHOD_NOT_ALLOWED");
    }
  });

  test.each(ROUTES)("OPTIONS $path answers the methods and asks for no token", async ({ path, method }) => {
    const response = await new TestClient(server().origin).send("OPTIONS", path);
    expect(response.status).toBe(204);
    expect(response.headers.get("allow")?.split(", ")).toContain(method);
  });

  test.each([
    "/api/v1/auth/nothing",
    "/api/v1/users/nothing",
    "/api/v1/auth",
    "/api/v1/users",
    "/api/v1/nothing",
    "/api/v2/auth/login",
    "/auth/login",
    "/health",
    "/nothing",
    "/.env",
    "/data/latchkey.db",
    "/api/v1/auth/../../../../etc/passwd",
    "/api/v1/auth/sessions/a/b",
    "/api/v1/%",
  ])("%s is 404 in JSON, with a token or without one", async (path) => {
    const { accessToken } = await aSignedInUser(server());
    for (const headers of [{}, { authorization: `Bearer ${accessToken}` }]) {
      const response = await rawRequest(server().origin, { path, headers });
      expect(response.status).toBe(404);
      expectFailureBody(response.body(), 404, "NOT_FOUND");
    }
  });

  test("HEAD answers as GET does, without a body", async () => {
    const { accessToken } = await aSignedInUser(server());
    const head = (path: string, headers = {}) => rawRequest(server().origin, { method: "HEAD", path, headers });
    const authorization = `Bearer ${accessToken}`;
    for (const path of ["/api/v1/users/profile", "/api/v1/auth/sessions"]) {
      expect(await head(path, { authorization })).toMatchObject({ status: 200, text: "" });
      expect(await head(path)).toMatchObject({ status: 401, text: "", headers: { "www-authenticate": "Bearer" } });
    }
    expect(await head("/health/live")).toMatchObject({ status: 200, text: "" });
    expect(await head("/nothing")).toMatchObject({ status: 404, text: "" });
  });

  // It would make every use of the request or the response slower, on Node 20 and 22.
  test("no step on the way of a request changes its prototype or that of its response", async () => {
    const { client } = await aSignedInUser(server());
    const changes = countPrototypeChanges();
    expect((await client.get("/users/profile")).status).toBe(200);
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    expect((await new TestClient(server().origin).get("/nothing")).status).toBe(404);
    expect(changes()).toBe(0);
  });

  test("the service is healthy", async () => {
    const client = new TestClient(server().origin);
    const live = await client.get("/health/live");
    const ready = await client.get("/health/ready");
    expect([live.status, ready.status]).toEqual([200, 200]);
    expect([live.body.data.status, ready.body.data.status]).toEqual(["live", "ready"]);
  });

  test("liveness asks the store for nothing, readiness asks it once", async () => {
    await server().quiet();
    await new TestClient(server().origin).get("/health/live");
    expect(server().probe.calls).toEqual([]);
    await new TestClient(server().origin).get("/health/ready");
    expect(server().probe.calls).toEqual(["ping"]);
  });
});
