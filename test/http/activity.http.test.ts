import { describe, expect, test } from "vitest";
import { AUDIT_EVENTS, type AuditEventName } from "../../src/services/audit/index.js";
import { newId } from "../../src/utils/ids.js";
import { anAccount, aRegistration, aSignedInUser } from "../support/http/accounts.js";
import { type ActivityData, activityOf } from "../support/http/activityOf.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { EVENT_SOURCES } from "../support/http/eventSources.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { DAY, HOUR, MINUTE } from "../support/ManualClock.js";

const REFRESH = "/auth/refresh-token";

/** Signed in at an hour of its own, so that the events of a user have an order. */
async function laterSession(server: TestServer, userId: string, options?: { browser: boolean }) {
  server.clock.advance(HOUR);
  return anotherSession(server, userId, options);
}

/** Ten sessions of which each comes to another end, some of them noted and some not. */
async function aLongStory(server: TestServer): Promise<{ _id: string }> {
  const user = await anAccount(server);
  for (let nth = 0; nth < 10; nth += 1) {
    const { client, refreshToken } = await laterSession(server, user._id);
    await client.send("PATCH", "/users/settings", { json: { fullName: `Ada the ${nth}th` } });
    server.clock.advance(MINUTE);
    if (nth % 5 === 0) await client.post("/auth/logout");
    if (nth % 5 === 1) await client.post("/auth/logout-all");
    if (nth % 5 === 2) for (const _ of [1, 2]) await new TestClient(server.api).post(REFRESH, { refreshToken });
    if (nth % 5 === 3) server.clock.advance(8 * DAY);
  }
  return user;
}

/** Reads page by page, in one session, until one is empty. */
async function allPages(server: TestServer, userId: string, limit: number): Promise<ActivityData[]> {
  const { client } = await anotherSession(server, userId);
  const all: ActivityData[] = [];
  for (;;) {
    const before = all.length === 0 ? "" : `&before=${all.at(-1)?._id}`;
    const { status, body } = await client.get(`/users/activity?limit=${limit}${before}`);
    expect(status).toBe(200);
    const page = body.data as unknown as ActivityData[];
    expect(page.length).toBeLessThanOrEqual(limit);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

const OPERATOR = [null, "latchkey (operator)"];

/** Whom the list shows where no client asked. */
const SEEN: Partial<Record<AuditEventName, readonly (string | null)[]>> = {
  // Nobody is there when a session runs out.
  session_expired: [null, null],
  account_disabled: OPERATOR,
  account_enabled: OPERATOR,
  roles_changed: OPERATOR,
  second_factors_reset: OPERATOR,
};

describeOnEveryStore(
  "every event of the audit log comes from a real request, with the client's address and program",
  (servers) => {
    const server = servers.shared({ emailCode: "on" });
    const names = Object.keys(AUDIT_EVENTS) as AuditEventName[];

    test.each(names.filter((name) => name !== "account_deleted"))("%s", async (name) => {
      const userId = await EVENT_SOURCES[name](server());
      const events = await activityOf(server(), userId);
      const event = events.find((one) => one.name === name);
      expect(Object.keys(event ?? {}).sort()).toEqual(["_id", "at", "detail", "ip", "name", "sessionId", "userAgent"]);
      expect([event?.ip, event?.userAgent]).toEqual(SEEN[name] ?? ["127.0.0.1", "Phone/1.0"]);
      expect(JSON.stringify(event)).not.toMatch(/lk_rt_|eyJ|\$argon2/);
    });

    test("account_deleted: the log alone keeps it", async () => {
      const before = server().log.length;
      await EVENT_SOURCES.account_deleted(server());
      const lines = server()
        .log.slice(before)
        .map((line) => JSON.parse(line) as { event?: object });
      const noted = lines.flatMap(({ event }) => (event === undefined ? [] : [event]));
      expect(noted).toContainEqual(
        expect.objectContaining({ name: "account_deleted", userId: null, ip: "127.0.0.1", userAgent: "Phone/1.0" }),
      );
    });
  },
);

describeOnEveryStore("the list of activity", (servers) => {
  const server = servers.shared({ emailCode: "on", sessionMaxAge: "10d" });

  test("lists every event once, newest first, whatever the size of a page", async () => {
    const user = await aLongStory(server());
    const all = await allPages(server(), user._id, 200);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => b - a));
    const named = (name: string) => all.filter((event) => event.name === name);
    expect(named("settings_changed")).toHaveLength(10);
    const ends = all.filter(({ detail }) => "reason" in detail);
    expect(new Set(ends.map(({ sessionId }) => sessionId)).size).toBe(ends.length);
    expect(named("signed_out")).toHaveLength(2);
    expect(named("token_reused")).toHaveLength(2);
    expect(named("signed_out_everywhere")).toHaveLength(2);
    expect(named("session_expired").length + named("session_revoked").length).toBeGreaterThan(3);

    for (const limit of [1, 3, 7]) expect(await allPages(server(), user._id, limit)).toEqual(all);
  });

  test("shows a hundred at a time unless asked otherwise", async () => {
    const { user } = await aSignedInUser(server());
    const at = server().clock.now();
    const event = { userId: user._id, sessionId: null, name: "signed_in", at, ip: null, userAgent: null, detail: {} };
    await Promise.all(Array.from({ length: 201 }, () => server().store.audit.append({ ...event, _id: newId(at) })));
    expect(await activityOf(server(), user._id)).toHaveLength(100);
    expect(await activityOf(server(), user._id, "?limit=200")).toHaveLength(200);
    expect(await activityOf(server(), user._id, "?limit=1")).toHaveLength(1);
  });

  test("refuses a page size or a place to begin that is none, and names it", async () => {
    const { client } = await aSignedInUser(server());
    for (const limit of ["0", "201", "-1", "1.5", "ten", "1e2", "%2010", "9999999999"]) {
      expectInvalidFields(await client.get(`/users/activity?limit=${limit}`), "limit");
    }
    for (const before of ["yesterday", "%00", "1", "' OR 1=1"]) {
      expectInvalidFields(await client.get(`/users/activity?before=${before}`), "before");
    }
    expectInvalidFields(await client.get("/users/activity?before=x&limit=0"), "limit", "before");
    expect((await client.get("/users/activity?before=&limit=")).status).toBe(200);
  });

  test("never shows another user's events, not even after one of them", async () => {
    const [mine, other] = [await aSignedInUser(server()), await aSignedInUser(server())];
    await mine.client.send("PATCH", "/users/settings", { json: { fullName: "Ada" } });
    server().clock.advance(MINUTE);
    await other.client.send("PATCH", "/users/settings", { json: { fullName: "Eve" } });
    await other.client.post("/auth/logout");
    const own = await activityOf(server(), mine.user._id);
    expect(own).toMatchObject([{ name: "settings_changed", sessionId: mine.sessionId }]);
    const [foreign] = await activityOf(server(), other.user._id);
    expect(await activityOf(server(), mine.user._id, `?before=${foreign?._id}`)).toEqual(own);
    expectFailure(await new TestClient(server().api).get("/users/activity"), 401, "ACCESS_TOKEN_MISSING");
  });

  test("shows a session that ran out, when it did and why, though nobody was there", async () => {
    const idle = await aSignedInUser(server());
    const busy = await aSignedInUser(server());
    const opened = server().clock.now();
    server().clock.advance(6 * DAY);
    await busy.client.post(REFRESH);
    server().clock.advance(6 * DAY);
    const expired = { name: "session_expired", ip: null, userAgent: null };
    expect(await activityOf(server(), idle.user._id)).toMatchObject([
      { ...expired, sessionId: idle.sessionId, at: opened + 7 * DAY, detail: { reason: "idle", openedAt: opened } },
    ]);
    expect(await activityOf(server(), busy.user._id)).toMatchObject([
      { ...expired, sessionId: busy.sessionId, at: opened + 10 * DAY, detail: { reason: "lifetime", generation: 1 } },
    ]);
  });

  test("shows the end of a session whose note was lost, as far as the record knows it", async () => {
    const { user, client, sessionId } = await aSignedInUser(server());
    const endedAt = server().clock.now();
    server().probe.before((verb) => {
      if (verb === "audit.append") throw new Error("lost");
    });
    expect((await client.post("/auth/logout")).status).toBe(200);
    await server().quiet();
    server().probe.heal();
    server().clock.advance(MINUTE);
    const lost = { name: "signed_out", sessionId, at: endedAt, ip: null, detail: { reason: "logout" } };
    expect(await activityOf(server(), user._id)).toMatchObject([lost]);
  });

  test("shows who presented a stolen token, and the way that led there", async () => {
    const { user, refreshToken, sessionId } = await aSignedInUser(server());
    const openedAt = server().clock.now();
    server().clock.advance(MINUTE);
    const spentAt = server().clock.now();
    await new TestClient(server().api).post(REFRESH, { refreshToken });
    server().clock.advance(HOUR);
    const headers = { "user-agent": "curl/8.5.0", "x-forwarded-for": "203.0.113.7" };
    await new TestClient(server().api).post(REFRESH, { refreshToken }, { headers });
    const theft = {
      name: "token_reused",
      sessionId,
      at: server().clock.now(),
      ip: "127.0.0.1",
      userAgent: "curl/8.5.0",
    };
    const chain = { reason: "reuse", openedAt, openedFrom: "127.0.0.1", openedWith: null, generation: 1, spentAt };
    const generations = { presentedGeneration: 0, currentGeneration: 1, rotatedAt: spentAt, lastSeenAt: spentAt };
    expect(await activityOf(server(), user._id)).toMatchObject([{ ...theft, detail: { ...chain, ...generations } }]);
  });

  test("is the client's address behind a trusted proxy, and no address that a client makes up", async () => {
    const server = await servers.own({ emailCode: "on", trustProxy: 1 });
    const registration = aRegistration();
    const headers = { "x-forwarded-for": "198.51.100.9, 203.0.113.7" };
    await new TestClient(server.api).post("/auth/register", registration, { headers });
    const user = await server.store.users.byLogin({ username: registration.username });
    expect(await activityOf(server, user?._id ?? "")).toMatchObject([{ name: "registered", ip: "203.0.113.7" }]);
  });
});

describe("the sources of events", () => {
  test("are those of the audit log", () => {
    expect(Object.keys(EVENT_SOURCES).sort()).toEqual(Object.keys(AUDIT_EVENTS).sort());
  });
});
