import { describe, expect, test, vi } from "vitest";
import { createLatchkeyClient, LatchkeyError, type StoredSession } from "../../packages/client/src/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { aSignal } from "../support/client/signal.js";
import { startWorld, type World } from "../support/client/world.js";
import { MINUTE } from "../support/ManualClock.js";

const REFRESH = "POST /auth/refresh-token";

/** A client with an open session whose access token has expired. */
async function anExpiredClient(world: World) {
  const { user, stored } = await world.aStoredSession();
  const storage = createSharedStorage(stored);
  const client = createLatchkeyClient({ baseUrl: world.api, storage });
  await client.start();
  world.clock.advance(16 * MINUTE);
  world.proxy.seen.length = 0;
  return { user, storage, stored, client };
}

describe("an expired access token", () => {
  test("is refreshed once and the request repeated, without the caller noticing", async () => {
    const world = await startWorld();
    const { user, storage, stored, client } = await anExpiredClient(world);

    expect((await client.profile())._id).toBe(user._id);
    expect(world.proxy.seen.map((line) => line.split("/").at(-1))).toEqual(["profile", "refresh-token", "profile"]);
    expect(storage.now()?.refreshToken).not.toBe(stored.refreshToken);
    expect(storage.now()?.pendingKey).toBeNull();
    expect(storage.now()?.accessExpiresAt).toBeGreaterThan(Date.now() + 14 * MINUTE);
  });

  test("of many calls at once is refreshed once", async () => {
    const world = await startWorld();
    const { client } = await anExpiredClient(world);

    await Promise.all([client.refresh(), ...Array.from({ length: 10 }, () => client.profile()), client.sessions()]);

    expect(world.count(REFRESH)).toBe(1);
  });

  test("that was refreshed while the request was on its way is not refreshed again", async () => {
    const world = await startWorld();
    const { client } = await anExpiredClient(world);
    const answered = aSignal();
    world.proxy.follow(({ path, nth }) => (path.endsWith("profile") && nth === 1 ? { delay: answered.given } : {}));

    const slow = client.profile();
    await vi.waitUntil(() => world.count("GET /users/profile") === 1);
    await client.refresh();
    answered.give();
    await slow;

    expect(world.count(REFRESH)).toBe(1);
  });
});

test("calls that wait for one refresh share its failure too", async () => {
  const world = await startWorld();
  const { client } = await anExpiredClient(world);
  world.proxy.follow(({ path }) => (path.endsWith("refresh-token") ? { status: 503 } : {}));

  const calls = await Promise.allSettled(Array.from({ length: 10 }, () => client.refresh()));

  expect(new Set(calls.map(({ status }) => status))).toEqual(new Set(["rejected"]));
  expect(world.count(REFRESH)).toBe(1);
});

describe("a lost answer", () => {
  test("is asked for again with the same key, and nobody is signed out", async () => {
    const world = await startWorld();
    const { client, storage } = await anExpiredClient(world);
    world.proxy.follow(({ path, nth }) => (path.endsWith("refresh-token") && nth === 1 ? { loseAnswer: true } : {}));

    await client.profile();

    expect(world.count(REFRESH)).toBe(2);
    expect(storage.keys().size).toBe(1);
    expect(client.state.status).toBe("signed-in");
  });

  test("is asked for with the same key by the process that comes after a crash", async () => {
    const world = await startWorld();
    const { client, storage, user } = await anExpiredClient(world);
    world.proxy.follow(({ path }) => (path.endsWith("refresh-token") ? { loseAnswer: true } : {}));
    await expect(client.profile()).rejects.toMatchObject({ code: "NETWORK" });
    client.close();
    world.proxy.follow(() => ({}));
    // Far beyond any window of the server's.
    world.clock.advance(24 * 60 * MINUTE);

    const next = createLatchkeyClient({ baseUrl: world.api, storage });

    expect(await next.start()).toMatchObject({ status: "signed-in", user: { _id: user._id } });
    expect(storage.keys().size).toBe(1);
  });

  test("that comes after all does not overwrite what was stored since", async () => {
    const world = await startWorld();
    const { stored, storage } = await anExpiredClient(world);
    const arrival = aSignal();
    world.proxy.follow(({ path, nth }) =>
      path.endsWith("refresh-token") && nth === 1 ? { delay: arrival.given } : {},
    );
    const [slow, quick] = [1, 2].map(() => createLatchkeyClient({ baseUrl: world.api, storage }));
    const late = slow?.refresh();
    await vi.waitUntil(() => world.count(REFRESH) === 1);
    await quick?.refresh();
    world.clock.advance(MINUTE);
    await quick?.refresh();
    const newest = storage.now();

    arrival.give();
    await late;

    expect(storage.now()).toEqual(newest);
    expect(newest?.refreshToken).not.toBe(stored.refreshToken);
    await expect(quick?.refresh()).resolves.toBeUndefined();
  });
});

describe("an outage is no sign-out", () => {
  test.each([
    ["a server that is down", { status: 503 }, "BAD_RESPONSE"],
    ["too many requests", { status: 429 }, "BAD_RESPONSE"],
    ["a proxy that asks for a password", { status: 401 }, "BAD_RESPONSE"],
    ["a cut connection", { cut: true as const }, "NETWORK"],
  ])("%s", async (_name, fate, code) => {
    const world = await startWorld();
    const { client, storage } = await anExpiredClient(world);
    world.proxy.follow(({ path }) => (path.endsWith("refresh-token") ? fate : {}));

    const error: unknown = await client.profile().catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(LatchkeyError);
    expect(error).toMatchObject({ code });
    expect(client.state.status).toBe("signed-in");
    expect(storage.now()?.pendingKey).toMatch(/-/);
    world.proxy.follow(() => ({}));
    expect(await client.profile()).toBeDefined();
  });

  test("the database is away", async () => {
    const world = await startWorld();
    const { client } = await anExpiredClient(world);
    world.server.probe.breakWith(new StoreUnavailableError("The disk is away."));

    await expect(client.profile()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE", status: 503 });
    expect(client.state.status).toBe("signed-in");
    world.server.probe.heal();
    expect(await client.profile()).toBeDefined();
  });

  test("an answer takes longer than the client waits", async () => {
    const world = await startWorld();
    const { stored } = await world.aStoredSession();
    const client = createLatchkeyClient({ baseUrl: world.api, storage: createSharedStorage(stored), timeoutMs: 50 });
    const never = aSignal();
    world.proxy.follow(() => ({ hold: never.given }));

    await expect(client.refresh()).rejects.toMatchObject({ code: "TIMEOUT", status: 0 });
    expect(client.state.status).toBe("unknown");
    never.give();
  });
});

describe("a definite refusal", () => {
  test("signs out with the server's reason, and forgets the tokens", async () => {
    const world = await startWorld();
    const { client, storage, user } = await anExpiredClient(world);
    const reasons: unknown[] = [];
    client.on("signed-out", (detail) => reasons.push(detail));
    await world.server.container.allSessions.revoke({
      userId: user._id,
      sessionId: "",
      client: { isBrowser: false, ip: null, userAgent: null },
    });

    await expect(client.profile()).rejects.toMatchObject({ code: "SESSION_REVOKED", reason: "logout-all" });

    expect(client.state).toEqual({ status: "signed-out", reason: "logout-all" });
    expect(reasons).toMatchObject([{ reason: "logout-all" }]);
    expect(storage.now()).toBeNull();
  });

  test("of a token that another worker has replaced meanwhile signs nobody out", async () => {
    const world = await startWorld();
    const { client, storage } = await anExpiredClient(world);
    const { stored: winner, user } = await world.aStoredSession();
    const refused = aSignal();
    world.proxy.follow(({ path, nth }) => {
      return path.endsWith("refresh-token") && nth === 1 ? { delay: refused.given } : {};
    });
    // What this worker presents is garbage by now; while the refusal is on its way, another one signs in.
    storage.put({ ...(storage.now() as StoredSession), refreshToken: "lk_rt_garbage" });
    const loser = client.refresh();
    await vi.waitUntil(() => world.count(REFRESH) === 1);
    storage.put(winner);
    refused.give();
    await loser;

    expect(storage.now()).toEqual(winner);
    expect(client.state.status).toBe("signed-in");
    expect((await client.profile())._id).toBe(user._id);
  });

  test("does not sign out who signs in while the client makes sure of it", async () => {
    const world = await startWorld();
    const { client, storage } = await anExpiredClient(world);
    const { stored: winner } = await world.aStoredSession();
    const asked = aSignal();
    world.proxy.follow(({ path }) => (path.endsWith("profile") ? { delay: asked.given } : {}));
    storage.put({ ...(storage.now() as StoredSession), refreshToken: "lk_rt_garbage" });
    const loser = client.refresh();
    await vi.waitUntil(() => world.count("GET /users/profile") === 1);
    storage.put(winner);
    asked.give();
    await loser;

    expect(storage.now()).toEqual(winner);
    expect(client.state.status).toBe("signed-in");
  });

  test("is no refusal while the access token still works", async () => {
    const world = await startWorld();
    const { stored } = await world.aStoredSession();
    const storage = createSharedStorage({ ...stored, refreshToken: "lk_rt_garbage" });
    const client = createLatchkeyClient({ baseUrl: world.api, storage });
    await client.start();

    await expect(client.refresh()).resolves.toBeUndefined();
    expect(client.state.status).toBe("signed-in");

    world.clock.advance(16 * MINUTE);
    await expect(client.refresh()).rejects.toMatchObject({ code: "REFRESH_TOKEN_INVALID" });
    expect(client.state).toEqual({ status: "signed-out", reason: null });
  });

  test("nothing is asked for a client without tokens", async () => {
    const world = await startWorld();
    const client = createLatchkeyClient({ baseUrl: world.api });

    expect(await client.start()).toEqual({ status: "signed-out", reason: null });
    expect(world.proxy.seen).toEqual([]);
  });
});

test("two workers that make a key for one token at once agree on one", async () => {
  const world = await startWorld();
  const { storage } = await anExpiredClient(world);
  const workers = Array.from({ length: 5 }, () => createLatchkeyClient({ baseUrl: world.api, storage }));

  await Promise.all(workers.map((worker) => worker.refresh()));

  expect(storage.keys().size).toBe(1);
  await Promise.all(workers.map((worker) => worker.profile()));
});

test("a stolen token ends the session for both, and the owner gets the reason", async () => {
  const world = await startWorld();
  const { stored, client } = await anExpiredClient(world);
  const thief = createLatchkeyClient({ baseUrl: world.api, storage: createSharedStorage({ ...stored }) });
  await client.refresh();

  await expect(thief.refresh()).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED", reason: "reuse" });
  await expect(client.profile()).rejects.toMatchObject({ code: "SESSION_REVOKED", reason: "reuse" });
  expect(client.state).toEqual({ status: "signed-out", reason: "reuse" });
});
