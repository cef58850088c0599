import { expect, test } from "vitest";
import {
  aRegistration,
  aSignedInUser,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  tokensOf,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";

const MANY = 50;
const REFRESH = "/auth/refresh-token";

function times<T>(count: number, run: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => run(index));
}

function statusesOf(responses: readonly TestResponse[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of responses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function tab(server: TestServer, refreshToken: string): TestClient {
  return new TestClient(server.api, { browser: true, cookies: { refreshToken } });
}

/** Every token that a race gave out, and those from before it. */
async function expectAllDead(
  server: TestServer,
  tokens: { accessToken: string; refreshToken: string }[],
): Promise<void> {
  for (const { accessToken, refreshToken } of tokens) {
    expect(await refusalOfAccess(server, accessToken)).toMatch(/^(SESSION_REVOKED|ACCESS_TOKEN_EXPIRED)$/);
    expect(await refusalOfRefresh(server, refreshToken)).toBe("SESSION_REVOKED");
  }
}

/** Half of the rounds each way, or one of the two would always win. Answers how the refresh ended. */
async function refreshBesideSignOut(server: TestServer, refreshFirst: boolean): Promise<number> {
  const before = await aSignedInUser(server, { browser: true });
  const refreshing = tab(server, before.refreshToken);
  const leaving = tab(server, before.refreshToken);
  const [early, late] = refreshFirst
    ? [refreshing.post(REFRESH), leaving.post("/auth/logout")]
    : [leaving.post("/auth/logout"), refreshing.post(REFRESH)];
  const [refreshed, left] = refreshFirst ? [await early, await late] : [await late, await early];
  expect(left.status).toBe(200);

  const after = refreshed.status === 200 ? [tokensOf(refreshing)] : [];
  await expectAllDead(server, [before, ...after]);
  expect(await server.store.sessions.get(before.sessionId)).toMatchObject({ revokeReason: "logout" });
  return refreshed.status;
}

/** Answers how the refresh ended. */
async function refreshBesidePasswordChange(server: TestServer): Promise<number> {
  const { client, ...before } = await aSignedInUser(server, { browser: true });
  const refreshing = tab(server, before.refreshToken);
  const change = { currentPassword: PASSWORD, newPassword: "a new horse battery" };
  const [refreshed, changed] = await Promise.all([
    refreshing.post(REFRESH),
    client.post("/auth/change-password", change),
  ]);
  expect(changed.status).toBe(200);
  const { accessToken, refreshToken } = tokensOf(client);

  const after = refreshed.status === 200 ? [tokensOf(refreshing)] : [];
  await expectAllDead(server, [before, ...after]);
  expect(await refusalOfAccess(server, accessToken)).toBeNull();
  expect(await refusalOfRefresh(server, refreshToken)).toBeNull();
  return refreshed.status;
}

describeOnEveryStore("in a race", (servers) => {
  const server = servers.shared();

  // Invariants 1, 2 and 9 of the rotation rule.
  test("fifty tabs that refresh with one cookie all get the same successor, at the first generation and at a later one", async () => {
    const { sessionId, ...first } = await aSignedInUser(server(), { browser: true });
    let client = first.client;
    for (const generation of [1, 2]) {
      const { refreshToken } = tokensOf(client);
      // A generation that was used for long enough is rotated, not repeated.
      await client.get("/users/profile");
      await server().quiet();
      expect((await server().store.sessions.get(sessionId))?.confirmedAt).not.toBeNull();
      server().clock.advance(MINUTE);
      const tabs = times(MANY, () => tab(server(), refreshToken));
      const responses = await Promise.all(tabs.map((each) => each.post(REFRESH)));
      expect(statusesOf(responses)).toEqual({ 200: MANY });
      const successors = new Set(tabs.map((each) => tokensOf(each).refreshToken));
      expect(successors.size).toBe(1);
      expect(successors.has(refreshToken)).toBe(false);
      expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation, revokedAt: null });
      client = tabs[0] ?? client;
    }
  });

  test("of fifty strict clients that spend one token one wins and the session is revoked, because somebody has a copy", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const spend = () => new TestClient(server().api).post(REFRESH, { refreshToken });
    const responses = await Promise.all(times(MANY, spend));
    const winners = responses.filter(({ status }) => status === 200);
    expect(winners.length).toBe(1);
    const session = await server().store.sessions.get(sessionId);
    expect(session).toMatchObject({ generation: 1, revokeReason: "reuse" });
    for (const { status, body } of responses) {
      if (status === 200) continue;
      expect(status === 503 || ["REFRESH_TOKEN_REUSED", "SESSION_REVOKED"].includes(body.code ?? "")).toBe(true);
    }
    expect(await refusalOfRefresh(server(), winners[0]?.body.data.refreshToken ?? "")).toBe("SESSION_REVOKED");
  });
  test("of fifty registrations of one name one wins, and the others get the answer that it is taken", async () => {
    for (const field of ["username", "email"] as const) {
      const taken = aRegistration();
      const bodies = times(MANY, () => ({ ...aRegistration(), [field]: taken[field] }));
      const responses = await Promise.all(
        bodies.map((body) => new TestClient(server().api).post("/auth/register", body)),
      );
      expect(statusesOf(responses)).toEqual({ 201: 1, 409: MANY - 1 });
      for (const { status, body } of responses) {
        if (status === 409) expect(body.errors?.map(({ path }) => path)).toEqual([field]);
      }
    }
  });

  test("of ten users who take one username by their settings one gets it", async () => {
    const { username } = aRegistration();
    const users = await Promise.all(times(10, () => aSignedInUser(server())));
    const responses = await Promise.all(
      users.map(({ client }) => client.send("PATCH", "/users/settings", { json: { username, password: PASSWORD } })),
    );
    expect(statusesOf(responses)).toEqual({ 200: 1, 409: 9 });
  });

  // Invariant 4 of the rotation rule.
  test("a refresh beside a sign-out brings nothing back to life, whichever is first", async () => {
    const statuses = await Promise.all(times(MANY, (round) => refreshBesideSignOut(server(), round % 2 === 0)));
    for (const status of statuses) expect([200, 401]).toContain(status);
  });

  test("a refresh that is overtaken by a sign-out between its read and its write is refused", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    let left = false;
    server().probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet" || left) return;
      left = true;
      await new TestClient(server().api).post("/auth/logout", { refreshToken });
    });
    const response = await new TestClient(server().api).post(REFRESH, { refreshToken });
    server().probe.heal();
    expect([response.status, response.body.code]).toEqual([401, "SESSION_REVOKED"]);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 0, revokeReason: "logout" });
  });

  test("a sign-out that is overtaken by a refresh between its read and its write still ends the session", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server(), { browser: true });
    const aTab = () => new TestClient(server().api, { browser: true, cookies: { refreshToken } });
    let successor = "";
    server().probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet" || successor !== "") return;
      successor = "on its way";
      const refreshing = aTab();
      await refreshing.post(REFRESH);
      successor = refreshing.cookies.get("refreshToken") ?? "";
    });
    const response = await aTab().post("/auth/logout");
    server().probe.heal();
    expect(response.status).toBe(200);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 1, revokeReason: "logout" });
    expect(await refusalOfRefresh(server(), successor)).toBe("SESSION_REVOKED");
  });
  test("a refresh beside a password change leaves no old token alive, and the new ones work", async () => {
    const statuses = await Promise.all(times(10, () => refreshBesidePasswordChange(server())));
    for (const status of statuses) expect([200, 401]).toContain(status);
  });

  test("a sign-in that is overtaken by a ban between its check and its session gets a session that is dead", async () => {
    const { user } = await aSignedInUser(server());
    const { store, probe } = server();
    probe.before(async (verb) => {
      if (verb !== "sessions.create") return;
      const stored = await store.users.byId(user._id);
      if (stored === null || stored.disabledAt !== null) return;
      await store.users.compareAndSet({ ...stored, disabledAt: 1, version: stored.version + 1 }, stored.version);
    });
    const client = new TestClient(server().api);
    const login = await client.post("/auth/login", { username: user.username, password: PASSWORD });
    probe.heal();
    if (login.status === 200) await expectAllDead(server(), [tokensOf(client)]);
    else expect(login.body.code).toBe("ACCOUNT_DISABLED");
  });

  test("of two password changes at once one wins, and its password is the only one", async () => {
    const { client, user, accessToken } = await aSignedInUser(server());
    const passwords = ["the first new password", "the second new password"];
    const responses = await Promise.all(
      passwords.map((newPassword) =>
        new TestClient(server().api).post(
          "/auth/change-password",
          { currentPassword: PASSWORD, newPassword },
          { bearer: accessToken },
        ),
      ),
    );
    expect(statusesOf(responses)).toEqual({ 200: 1, 401: 1 });
    const logins = await Promise.all(
      [PASSWORD, ...passwords].map((password) =>
        new TestClient(server().api).post("/auth/login", { username: user.username, password }),
      ),
    );
    expect(statusesOf(logins)).toEqual({ 200: 1, 401: 2 });
    client.cookies.clear();
  });
});
