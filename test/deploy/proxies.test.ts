import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findOnPath } from "../../scripts/mongo/findOnPath.js";
import { listen } from "../../src/serve/httpServer.js";
import { PROXY_PROGRAMS, SITE } from "../support/deploy/proxyPrograms.js";
import { type FrontProxy, startProxy } from "../support/deploy/startProxy.js";
import { aRegistration } from "../support/http/accounts.js";
import { type RawRequest, type RawResponse, rawRequest } from "../support/http/rawRequest.js";
import type { SessionData } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";

/** tcpmux: a port that was free a moment ago may be another test's by now. */
const NOBODY_LISTENS = 1;

const METRICS_TOKEN = "metrics-token-of-the-tests-0123456789";
const FORGED = "203.0.113.9";
const HSTS = "max-age=31536000; includeSubDomains";

/** What a client may write to seem to be somebody else. */
const FORGERIES = {
  "x-forwarded-for": FORGED,
  "x-real-ip": FORGED,
  forwarded: `for=${FORGED};proto=http`,
  "x-forwarded-proto": "http",
  "x-forwarded-host": "evil.example.com",
};

type Send = (request: RawRequest) => Promise<RawResponse>;

function post(send: Send, path: string, body: object, headers: Record<string, string> = {}): Promise<RawResponse> {
  return send({
    method: "POST",
    path: `/api/v1${path}`,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
}

/** As a browser keeps them: names and values, for the next request. */
function cookiesOf({ headers }: RawResponse): string {
  return (headers["set-cookie"] ?? []).map((line) => line.split(";")[0]).join("; ");
}

async function signIn(send: Send, headers: Record<string, string> = {}): Promise<RawResponse> {
  const { username, password, ...profile } = aRegistration();
  expect((await post(send, "/auth/register", { username, password, ...profile }, headers)).status).toBe(201);
  const answer = await post(send, "/auth/login", { username, password }, headers);
  expect(answer.status).toBe(200);
  return answer;
}

/** The address of the session that a sign-in opened, as its owner sees it. */
async function addressSeen(send: Send, signedIn: RawResponse): Promise<string | null | undefined> {
  const { body } = await send({ path: "/api/v1/auth/sessions", headers: { cookie: cookiesOf(signedIn) } });
  const sessions = body().data as unknown as SessionData[];
  return sessions[0]?.ip;
}

describe.each(PROXY_PROGRAMS)("behind $name with the shipped configuration", (program) => {
  const proxyTest = findOnPath(program.name) === null ? test.skip : test;
  let latchkey: TestServer;
  let proxy: FrontProxy;
  let direct: Send;

  beforeAll(async () => {
    if (findOnPath(program.name) === null) return;
    latchkey = await startTestServer(
      {
        publicUrl: `https://${SITE}`,
        trustProxy: "loopback",
        metricsToken: METRICS_TOKEN,
        rateLimits: { "forgot.ip": "2/1h" },
      },
      { metrics: true },
    );
    direct = (request) => rawRequest(latchkey.origin, request);
    proxy = await startProxy(program, Number(new URL(latchkey.origin).port));
  });

  afterAll(async () => {
    await proxy?.stop();
    await latchkey?.close();
  });

  proxyTest("a browser signs in, refreshes and signs out with cookies that never leave TLS", async () => {
    const browser = { origin: `https://${SITE}`, "sec-fetch-site": "same-origin" };
    const signedIn = await signIn(proxy.request, browser);
    const lines = signedIn.headers["set-cookie"] ?? [];
    const tokens = lines.filter((line) => /^__Host-(access|refresh)Token=/.test(line));
    expect(tokens).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^__Host-.*; Secure/);

    const refreshed = await post(proxy.request, "/auth/refresh-token", {}, { ...browser, cookie: cookiesOf(signedIn) });
    expect(refreshed.status).toBe(200);
    const cookie = cookiesOf(refreshed);
    const profile = () => proxy.request({ path: "/api/v1/users/profile", headers: { cookie } });
    expect((await profile()).status).toBe(200);
    expect((await post(proxy.request, "/auth/logout", {}, { ...browser, cookie })).status).toBe(200);
    expect((await profile()).body().code).toBe("SESSION_REVOKED");
  });

  proxyTest("the address of a session is the connection's, whatever the client claims", async () => {
    // What the proxy says is believed, so it is the proxy that has to stop the client.
    expect(await addressSeen(direct, await signIn(direct, { "x-forwarded-for": FORGED }))).toBe(FORGED);
    expect(await addressSeen(proxy.request, await signIn(proxy.request, FORGERIES))).toBe("127.0.0.1");
  });

  proxyTest("a client that claims another address each time has one budget all the same", async () => {
    const statuses: number[] = [];
    for (const address of ["198.51.100.1", "198.51.100.2", "198.51.100.3"]) {
      const body = { email: `nobody-at-${address}@example.com` };
      statuses.push((await post(proxy.request, "/auth/forgot-password", body, { "x-forwarded-for": address })).status);
    }
    expect(statuses).toEqual([202, 202, 429]);
  });

  proxyTest("nobody reads the metrics through it, however the path is written, not even with the token", async () => {
    const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
    expect((await direct({ path: "/metrics", headers })).status).toBe(200);
    for (const path of [
      "/metrics",
      "/metrics/",
      "/METRICS",
      "//metrics",
      "/%6detrics",
      "/x/../metrics",
      "/metrics?x=1",
    ]) {
      const { status, text } = await proxy.request({ path, headers });
      expect([path, status, text.includes("latchkey_")]).toEqual([path, 404, false]);
    }
  });

  proxyTest("each answer asks for https in one header, the proxy's own answers too", async () => {
    for (const path of ["/health/live", "/api/v1/users/profile", "/nowhere", "/metrics"]) {
      const { headers } = await proxy.request({ path });
      expect([path, headers["strict-transport-security"]]).toEqual([path, HSTS]);
    }
  });

  proxyTest("a request without TLS is sent to the site over https, with nothing answered", async () => {
    const { status, headers, text } = await proxy.plainRequest({ path: "/api/v1/users/profile?x=1" });
    expect([301, 308]).toContain(status);
    expect(headers.location).toMatch(new RegExp(`^https://${SITE}(:\\d+)?/api/v1/users/profile\\?x=1$`));
    expect(text).not.toContain("statusCode");
  });

  proxyTest(
    "a body that is a little too long gets Latchkey's answer, one that is far too long never gets there",
    async () => {
      const little = await post(proxy.request, "/auth/login", { username: "a".repeat(20_000) });
      expect([little.status, little.body().code]).toEqual([413, "BODY_TOO_LARGE"]);
      const before = latchkey.log.length;
      const far = await post(proxy.request, "/auth/login", { username: "a".repeat(200_000) });
      expect([far.status, far.text.includes("BODY_TOO_LARGE")]).toEqual([413, false]);
      expect(latchkey.log.slice(before)).toEqual([]);
    },
  );

  proxyTest("requests that follow each other share one connection to Latchkey", async () => {
    let connections = 0;
    const counting = createServer((_request, response) => response.end("Here."));
    counting.on("connection", () => {
      connections += 1;
    });
    await listen(counting, { host: "127.0.0.1", port: 0 });
    const front = await startProxy(program, (counting.address() as AddressInfo).port);
    for (let i = 0; i < 5; i += 1) expect((await front.request({ path: "/" })).text).toBe("Here.");
    await front.stop();
    counting.close();
    expect(connections).toBe(1);
  });

  proxyTest("while Latchkey is away the answer is an outage, which touches no cookie", async () => {
    const alone = await startProxy(program, NOBODY_LISTENS);
    const { status, headers } = await post(
      alone.request,
      "/auth/refresh-token",
      {},
      { cookie: "__Host-refreshToken=x" },
    );
    await alone.stop();
    expect(status).toBe(502);
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers["strict-transport-security"]).toBe(HSTS);
  });
});
