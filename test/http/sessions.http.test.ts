import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { type SessionData, TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { DAY, MINUTE } from "../support/ManualClock.js";

async function sessionsOf(server: TestServer, accessToken: string): Promise<SessionData[]> {
  const { status, body } = await new TestClient(server.api).get("/auth/sessions", { bearer: accessToken });
  expect(status).toBe(200);
  return body.data as unknown as SessionData[];
}

const STEP = 10 * MINUTE;
const inSteps = (time: number) => time - (time % STEP);

function end(server: TestServer, bearer: string, id: string) {
  return new TestClient(server.api).send("DELETE", `/auth/sessions/${id}`, { bearer });
}

describeOnEveryStore("the list of sessions", (servers) => {
  const server = servers.shared();

  test("shows the user's own sessions, newest first, marks the current one, and nothing secret", async () => {
    const user = await anAccount(server());
    const phone = await signIn(server(), user);
    server().clock.advance(MINUTE);
    const laptop = await signIn(server(), user, { browser: true });
    await aSignedInUser(server());

    const list = await sessionsOf(server(), phone.accessToken);
    expect(list.map(({ _id, current }) => [_id, current])).toEqual([
      [laptop.sessionId, false],
      [phone.sessionId, true],
    ]);
    for (const session of list) {
      expect(Object.keys(session).sort()).toEqual(
        ["_id", "createdAt", "current", "expiresAt", "ip", "lastSeenAt", "userAgent"].sort(),
      );
    }
    const now = server().clock.now();
    expect(list[0]).toMatchObject({
      createdAt: now,
      lastSeenAt: inSteps(now),
      expiresAt: now + 90 * DAY,
      ip: "127.0.0.1",
    });
  });

  // A spent token passes for another tab for some seconds: a thief who knew when it was spent could ride along.
  test("shows when a session was refreshed only in steps of ten minutes, and so does the export", async () => {
    const own = await servers.own();
    own.clock.advance(STEP - (own.clock.now() % STEP));
    const { client } = await aSignedInUser(own, { browser: true });
    const shown = async () => {
      const [list, exported] = [await client.get("/auth/sessions"), await client.get("/users/export")];
      return [list.body.data, (exported.body.data as unknown as { sessions: unknown }).sessions];
    };
    const before = await shown();
    own.clock.advance(9 * MINUTE);
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    expect(await shown()).toEqual(before);

    own.clock.advance(9 * MINUTE);
    await client.post("/auth/refresh-token");
    const lastSeenAt = inSteps(own.clock.now());
    expect(await shown()).toMatchObject([[{ lastSeenAt }], [{ lastSeenAt, idleExpiresAt: lastSeenAt + 7 * DAY }]]);
  });

  test("a program that hides control and invisible characters in its name is shown without them", async () => {
    const user = await anAccount(server());
    const headers = { "user-agent": "\u009b2JLap\u00adtop\u0085/1.0" };
    const client = new TestClient(server().api);
    await client.post("/auth/login", { username: user.username, password: PASSWORD }, { headers });
    const { body } = await client.get("/auth/sessions");
    expect(body.data).toMatchObject([{ userAgent: "2JLaptop/1.0" }]);
    const activity = await client.get("/users/activity");
    const event = { name: "signed_in", userAgent: "2JLaptop/1.0" };
    expect(activity.body.data).toContainEqual(expect.objectContaining(event));
  });

  test("shows living sessions only: not those that ended, ran out, or are of an earlier epoch", async () => {
    const own = await servers.own();
    const user = await anAccount(own);
    const old = await signIn(own, user);
    own.clock.advance(7 * DAY);
    const gone = await signIn(own, user);
    const current = await signIn(own, user);
    await gone.client.post("/auth/logout");
    expect((await sessionsOf(own, current.accessToken)).map(({ _id }) => _id)).toEqual([current.sessionId]);
    expect(await own.store.sessions.get(old.sessionId)).toMatchObject({ revokedAt: null });

    await current.client.post("/auth/logout-all");
    const next = await signIn(own, user);
    expect((await sessionsOf(own, next.accessToken)).map(({ _id }) => _id)).toEqual([next.sessionId]);
  });

  test("one's other session can be ended, at once and for good; the current one stays", async () => {
    const user = await anAccount(server());
    const [current, other] = [await signIn(server(), user), await signIn(server(), user)];
    const response = await end(server(), current.accessToken, other.sessionId);
    expect(response.status).toBe(200);
    expect(response.body.data).toEqual({});
    expect(response.setCookies).toEqual([]);
    expect(await refusalOfAccess(server(), other.accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), other.refreshToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfAccess(server(), current.accessToken)).toBeNull();
    expectFailure(await end(server(), current.accessToken, other.sessionId), 404, "SESSION_NOT_FOUND");
  });

  test("ending the current session clears its cookies", async () => {
    const { client, sessionId, accessToken } = await aSignedInUser(server());
    const response = await client.send("DELETE", `/auth/sessions/${sessionId}`);
    expect(response.status).toBe(200);
    expect(client.cookies.size).toBe(0);
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
  });

  // ASVS 8.2.2: another user's session looks like none.
  test("another user's session is not found and stays alive", async () => {
    const [eve, ada] = [await aSignedInUser(server()), await aSignedInUser(server())];
    const foreign = await end(server(), eve.accessToken, ada.sessionId);
    const missing = await end(server(), eve.accessToken, "018f0000-0000-7000-8000-000000000000");
    expectFailure(foreign, 404, "SESSION_NOT_FOUND");
    expect(foreign.body).toEqual(missing.body);
    expect(await refusalOfAccess(server(), ada.accessToken)).toBeNull();
    expect(await server().store.sessions.get(ada.sessionId)).toMatchObject({ revokedAt: null });
  });

  test.each([
    "x",
    "null",
    "[object%20Object]",
    "%00",
    "%24ne",
    "..%2f..%2fusers%2fprofile",
    "a".repeat(4000),
    "' OR 1=1 --",
    "%F0%9F%98%80",
  ])("an id like %s is not found", async (id) => {
    const { accessToken } = await aSignedInUser(server());
    expectFailure(await end(server(), accessToken, id), 404, "SESSION_NOT_FOUND");
  });

  test("an id that cannot be decoded is not found", async () => {
    const { accessToken } = await aSignedInUser(server());
    expectFailure(await end(server(), accessToken, "%ff"), 404, "NOT_FOUND");
  });

  test("nobody lists or ends sessions without an access token", async () => {
    const { sessionId } = await aSignedInUser(server());
    const nobody = new TestClient(server().api);
    expectFailure(await nobody.get("/auth/sessions"), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await nobody.send("DELETE", `/auth/sessions/${sessionId}`), 401, "ACCESS_TOKEN_MISSING");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
  });
});
