import { describe, expect, test } from "vitest";
import { createFetchHandler, type FetchHandler } from "../../src/fetch.js";
import type { LatchkeyOptions } from "../../src/latchkey.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { ADA, makeLatchkey, serve } from "../support/library/hostApp.js";
import { pagesInDist } from "../support/library/packageWithPages.js";

const ORIGIN = "https://app.example";
const SENDER = { ip: "192.0.2.7" };

function makeHandler(options: LatchkeyOptions = {}): FetchHandler {
  return createFetchHandler(makeLatchkey({ publicUrl: ORIGIN, trustProxy: "false", ...options }).latchkey);
}

function request(method: string, path: string, body?: object, headers: Record<string, string> = {}): Request {
  return new Request(`${ORIGIN}/api/v1${path}`, {
    method,
    headers: { ...(body && { "Content-Type": "application/json" }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
}

async function signIn({ handle }: FetchHandler) {
  await handle(request("POST", "/auth/register", ADA), SENDER);
  const response = await handle(
    request("POST", "/auth/login", { username: ADA.username, password: ADA.password }),
    SENDER,
  );
  const { data } = (await response.json()) as { data: { accessToken: string } };
  const cookies = response.headers.getSetCookie();
  return { response, bearer: data.accessToken, cookies, jar: cookies.map((one) => one.split(";")[0]).join("; ") };
}

test("the pages are answered where pagesPath says, with their content policy", async () => {
  await pagesInDist();
  const { handle } = makeHandler({ pagesPath: "/auth" });
  const page = await handle(new Request(`${ORIGIN}/auth/sign-in`), SENDER);
  expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(page.headers.get("content-security-policy")).toContain("default-src");
  const [, script = ""] = /src="([^"]+\.js)"/.exec(await page.text()) ?? [];
  const answer = await handle(new Request(new URL(script, ORIGIN)), SENDER);
  expect(answer.headers.get("content-type")).toContain("javascript");
  expect((await handle(new Request(`${ORIGIN}/sign-in`), SENDER)).status).toBe(404);
});

describe("routes over Request and Response", () => {
  test("each cookie of a sign-in is a header of its own, with its attributes", async () => {
    const { response, cookies } = await signIn(makeHandler());
    expect(response.status).toBe(200);
    expect(cookies.map((one) => one.split("=")[0])).toEqual(
      expect.arrayContaining(["__Host-accessToken", "__Host-refreshToken"]),
    );
    for (const cookie of cookies) expect(cookie).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  });

  test("a session is refreshed by its cookies, and knows the address that the framework gave", async () => {
    const handler = makeHandler();
    const { jar, bearer } = await signIn(handler);
    const refreshed = await handler.handle(request("POST", "/auth/refresh-token", {}, { cookie: jar }), SENDER);
    expect(refreshed.status).toBe(200);
    const listed = await handler.handle(
      request("GET", "/auth/sessions", undefined, { authorization: `Bearer ${bearer}` }),
      SENDER,
    );
    expect(await listed.json()).toMatchObject({ data: [{ ip: "192.0.2.7", userAgent: null }] });
  });

  test("an address in a header is nobody's: the limits go by the one that the framework gave", async () => {
    const handler = makeHandler({ rateLimits: "register.ip=1/1h" });
    const register = (username: string, ip: string) =>
      handler.handle(
        request(
          "POST",
          "/auth/register",
          { ...ADA, username, email: `${username}@example.com` },
          { "x-forwarded-for": ip },
        ),
        SENDER,
      );
    expect((await register("ada", "198.51.100.1")).status).toBe(201);
    expect((await register("grace", "198.51.100.2")).status).toBe(429);
  });

  test("a body that is too long is refused, and not read to its end", async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        sent += 1;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    const response = await makeHandler().handle(
      new Request(`${ORIGIN}/api/v1/auth/login`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: endless,
        duplex: "half",
      } as RequestInit),
      SENDER,
    );
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, "BODY_TOO_LARGE"]);
    expect(sent).toBeLessThan(100);
  });

  test("answers without a body, of a path that is nobody's and of the method HEAD come as they are", async () => {
    const { handle } = makeHandler({ corsOrigin: "https://other.example" });
    const headers = { origin: "https://other.example", "access-control-request-method": "POST" };
    const preflight = await handle(request("OPTIONS", "/auth/login", undefined, headers), SENDER);
    expect([preflight.status, await preflight.text()]).toEqual([204, ""]);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("https://other.example");
    for (const path of ["/nowhere", "/auth/nowhere"]) {
      const response = await handle(request("GET", path), SENDER);
      expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: "NOT_FOUND" })]);
    }
    const head = await handle(request("HEAD", "/auth/password-policy"), SENDER);
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });
});

describe("the guard over Request", () => {
  test("says who is asking, by header or by cookie", async () => {
    const handler = makeHandler();
    const { bearer, jar } = await signIn(handler);
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${bearer}` },
      { cookie: jar },
      { cookie: jar, authorization: "Bearer undefined" },
      { cookie: jar, authorization: "Basic YTo=" },
    ];
    for (const headers of ways) {
      expect(await handler.identify(new Request(`${ORIGIN}/notes`, { headers }))).toMatchObject({
        user: { username: "ada" },
        auth: { generation: 0 },
      });
    }
  });

  test("answers 401 to a user who is not, or no longer, signed in", async () => {
    const handler = makeHandler();
    const { bearer } = await signIn(handler);
    const authorization = `Bearer ${bearer}`;
    const stranger = await handler.identify(new Request(ORIGIN));
    expect(stranger).toMatchObject({ status: 401 });
    expect((await handler.handle(request("POST", "/auth/logout", {}, { authorization }), SENDER)).status).toBe(200);
    const gone = (await handler.identify(new Request(ORIGIN, { headers: { authorization } }))) as Response;
    expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([401, "SESSION_REVOKED"]);
  });

  test("a cookie counts for an unsafe method only from an allowed origin", async () => {
    const handler = makeHandler();
    const { jar } = await signIn(handler);
    const ask = (origin: string) =>
      handler.identify(new Request(`${ORIGIN}/notes`, { method: "POST", headers: { cookie: jar, origin } }));
    expect(await ask(ORIGIN)).toMatchObject({ user: { username: "ada" } });
    expect(await ask("https://evil.example")).toMatchObject({ status: 403 });
  });

  test("knows who sends one of Node's requests, with the same rules", async () => {
    const handler = makeHandler();
    const { bearer, jar } = await signIn(handler);
    const origin = await serve((app) =>
      app.use(async (req, res) => {
        const identity = await handler.identify(req);
        res.json(identity instanceof Response ? identity.status : identity.user.username);
      }),
    );
    const ask = async (method: string, headers: Record<string, string>) =>
      (await fetch(`${origin}/notes`, { method, headers })).json();

    expect(await ask("GET", { authorization: `Bearer ${bearer}` })).toBe("ada");
    expect(await ask("GET", {})).toBe(401);
    expect(await ask("POST", { cookie: jar, origin: ORIGIN })).toBe("ada");
    expect(await ask("POST", { cookie: jar, origin: "https://evil.example" })).toBe(403);
    const headers = { cookie: jar, authorization: ["Basic YTo=", `Bearer ${bearer}`] };
    expect((await rawRequest(origin, { path: "/notes", headers })).text).toBe("401");
  });

  test("two Authorization headers, which the framework joins, are malformed beside a good cookie", async () => {
    const handler = makeHandler();
    const { bearer, jar } = await signIn(handler);
    const headers = new Headers({ cookie: jar, authorization: "Basic YTo=" });
    headers.append("authorization", `Bearer ${bearer}`);
    expect(await handler.identify(new Request(`${ORIGIN}/notes`, { headers }))).toMatchObject({ status: 401 });
  });
});
