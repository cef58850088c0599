import { describe, expect, onTestFinished, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, signIn } from "../support/http/accounts.js";
import { resetLink } from "../support/http/links.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { DAY } from "../support/ManualClock.js";
import { createMemoryStore } from "../support/memoryStore/index.js";
import { nonZero, samplesOf } from "../support/telemetry/readMetrics.js";

async function aServer(options = {}): Promise<TestServer> {
  const server = await startTestServer(options, { store: createMemoryStore(), metrics: true });
  onTestFinished(() => server.close());
  return server;
}

describe("requests", () => {
  test("are counted by the pattern of the route, never by the path that was sent", async () => {
    const server = await aServer();
    const { client, sessionId } = await aSignedInUser(server);
    await client.send("DELETE", `/auth/sessions/${sessionId}`);
    for (let nr = 0; nr < 5; nr += 1) {
      await client.send("DELETE", `/auth/sessions/unknown-${nr}`);
      await client.get(`/auth/nowhere-${nr}?token=a-secret-${nr}`);
      await fetch(`${server.origin}/scan-${nr}.php`);
    }
    await fetch(`${server.origin}/API/v1/AUTH/LOGIN`, { method: "POST" });
    await fetch(`${server.origin}/health/live`);

    const samples = await samplesOf(server);
    expect(nonZero(samples, "latchkey_http_requests_total")).toEqual({
      '{route="/auth/sessions/:id",method="DELETE",status="2xx"}': 1,
      '{route="/auth/sessions/:id",method="DELETE",status="4xx"}': 5,
      '{route="/auth/*",method="GET",status="4xx"}': 5,
      '{route="/*",method="GET",status="4xx"}': 5,
      '{route="/auth/login",method="POST",status="4xx"}': 1,
      '{route="/health/live",method="GET",status="2xx"}': 1,
    });
    expect(
      samples.get('latchkey_http_request_duration_seconds_count{route="/auth/sessions/:id",method="DELETE"}'),
    ).toBe(6);
    expect([...samples.keys()].join("\n")).not.toMatch(/nowhere|scan-|secret/);
  });

  test("with a method that strangers choose make no label of their own beyond HTTP's list", async () => {
    const server = await aServer();
    await rawRequest(server.origin, { method: "PROPFIND", path: "/api/v1/auth/login", headers: {}, body: "" });
    expect(nonZero(await samplesOf(server), "latchkey_http_requests_total")).toEqual({
      '{route="/auth/login",method="_OTHER",status="4xx"}': 1,
    });
  });

  test("whose client goes away are counted as aborted", async () => {
    const server = await aServer();
    const { client } = await aSignedInUser(server);
    let release: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      server.probe.before((verb) => {
        if (verb !== "authState") return;
        resolve();
        return new Promise((done) => {
          release = done;
        });
      });
    });
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const leaving = new AbortController();
    const sent = fetch(`${server.api}/users/profile`, { headers: { cookie }, signal: leaving.signal });
    await asked;
    leaving.abort();
    await expect(sent).rejects.toThrow();
    const aborted = '{route="/users/profile",method="GET",status="aborted"}';
    await expect
      .poll(async () => nonZero(await samplesOf(server), "latchkey_http_requests_total"))
      .toEqual({ [aborted]: 1 });
    release();
  });
});

describe("sign-ins", () => {
  test("are counted by outcome, and with them the sessions that they open", async () => {
    const server = await aServer();
    const user = await anAccount(server);
    const disabled = await anAccount(server, { disabledAt: 1 });
    await signIn(server, user);
    const client = new TestClient(server.api);
    await client.post("/auth/login", { username: user.username, password: "a wrong guess" });
    await client.post("/auth/login", { username: "nobody", password: "a wrong guess" });
    await client.post("/auth/login", { username: disabled.username, password: PASSWORD });
    server.probe.breakWith(new StoreUnavailableError("gone"));
    await client.post("/auth/login", { username: user.username, password: PASSWORD });
    server.probe.heal();

    const samples = await samplesOf(server);
    expect(nonZero(samples, "latchkey_logins_total")).toEqual({
      '{outcome="signed_in"}': 1,
      '{outcome="invalid_credentials"}': 2,
      '{outcome="account_disabled"}': 1,
      '{outcome="store_unavailable"}': 1,
    });
    expect(samples.get("latchkey_sessions_opened_total")).toBe(1);
    expect(samples.get("latchkey_hash_duration_seconds_count")).toBe(4);
    expect(samples.get("latchkey_hashes_running")).toBe(0);
    expect(samples.get("latchkey_hashes_waiting")).toBe(0);
    expect(nonZero(samples, "latchkey_store_duration_seconds_count")).toMatchObject({
      '{verb="users.byLogin",outcome="ok"}': 4,
      '{verb="users.byLogin",outcome="unavailable"}': 1,
      '{verb="sessions.create",outcome="ok"}': 1,
    });
  });

  test("over a limit are counted by the limit", async () => {
    const server = await aServer({ rateLimit: "on", rateLimits: { "login.account": "1/15m", "refresh.ip": "1/15m" } });
    const client = new TestClient(server.api);
    for (let nr = 0; nr < 3; nr += 1) {
      await client.post("/auth/login", { username: "nobody", password: "a wrong guess" });
      await client.post("/auth/refresh-token", { refreshToken: "x" });
    }
    const samples = await samplesOf(server);
    expect(nonZero(samples, "latchkey_rate_limited_total")).toEqual({
      '{limit="login.account"}': 2,
      '{limit="refresh.ip"}': 2,
    });
    expect(nonZero(samples, "latchkey_logins_total")).toMatchObject({ '{outcome="rate_limited"}': 2 });
  });
});

describe("refreshes and ends of sessions", () => {
  test("are counted by decision and by cause", async () => {
    const server = await aServer();
    const strict = await aSignedInUser(server);
    await strict.client.post("/auth/refresh-token");
    await new TestClient(server.api).post("/auth/refresh-token", { refreshToken: strict.refreshToken });
    await new TestClient(server.api).post("/auth/refresh-token", { refreshToken: strict.refreshToken });
    await new TestClient(server.api).post("/auth/refresh-token", { refreshToken: "garbage" });
    const browser = await aSignedInUser(server, { browser: true });
    const old = Object.fromEntries(browser.client.cookies);
    await browser.client.post("/auth/refresh-token");
    await new TestClient(server.api, { browser: true, cookies: old }).post("/auth/refresh-token");
    // A mail under way would be overdue a day later, and sent again.
    await server.quiet();
    server.clock.advance(DAY);
    await new TestClient(server.api, { browser: true, cookies: old }).post("/auth/refresh-token");
    await browser.client.post("/auth/logout");
    const other = await aSignedInUser(server);
    await other.client.post("/auth/change-password", {
      currentPassword: PASSWORD,
      newPassword: "a stable for my horse",
    });
    await other.client.post("/auth/logout-all");
    const token = await resetLink(server, other.user);
    await new TestClient(server.api).post("/auth/reset-password", { token, newPassword: "a meadow for my horse" });
    const leaving = await aSignedInUser(server);
    await leaving.client.send("DELETE", "/users/account", { json: { password: PASSWORD } });
    const banned = await aSignedInUser(server);
    await server.container.admin.disable(banned.user._id);

    const samples = await samplesOf(server);
    expect(nonZero(samples, "latchkey_refreshes_total")).toEqual({
      '{decision="rotate"}': 2,
      '{decision="repeat"}': 1,
      '{decision="late"}': 1,
      '{decision="reuse"}': 1,
      '{decision="reject"}': 2,
    });
    expect(nonZero(samples, "latchkey_sessions_ended_total")).toEqual({
      '{cause="reuse"}': 1,
      '{cause="logout"}': 1,
      '{cause="password-change"}': 1,
      '{cause="logout-all"}': 1,
      '{cause="password-reset"}': 1,
      '{cause="deleted"}': 1,
      '{cause="disabled"}': 1,
    });
    expect(nonZero(samples, "latchkey_security_events_total")).toMatchObject({
      '{event="token_reused"}': 1,
      '{event="refreshed_late"}': 1,
      '{event="signed_out"}': 1,
    });
    // The theft, the change, the reset link, the reset, the deletion.
    expect(nonZero(samples, "latchkey_mails_total")).toEqual({ '{outcome="queued"}': 5, '{outcome="sent"}': 5 });
  });
});

test("what may be the first of its kind stands at zero from the start, so that an alert sees it rise", async () => {
  const samples = await samplesOf(await aServer());
  for (const head of [
    'latchkey_refreshes_total{decision="reuse"}',
    'latchkey_security_events_total{event="state_rollback"}',
    'latchkey_mails_total{outcome="failed"}',
    "latchkey_hashes_refused_total",
    "latchkey_background_failures_total",
  ]) {
    expect([head, samples.get(head)]).toEqual([head, 0]);
  }
});

test("two instances in one process count apart", async () => {
  const [one, two] = [await aServer(), await aServer()];
  await new TestClient(one.api).post("/auth/register", aRegistration());
  expect(nonZero(await samplesOf(one), "latchkey_security_events_total")).toEqual({ '{event="registered"}': 1 });
  expect(nonZero(await samplesOf(two), "latchkey_security_events_total")).toEqual({});
});
