import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createLatchkeyClient, type LatchkeyClient, type TokenStorage } from "../../packages/client/src/index.js";
import { createBrowserFetch } from "../support/client/browserFetch.js";
import { createFakeLocks } from "../support/client/fakeLocks.js";
import { pretendPage } from "../support/client/pretendPage.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { aSignal } from "../support/client/signal.js";
import { startWorld, type World } from "../support/client/world.js";
import { PASSWORD } from "../support/http/accounts.js";
import { MINUTE } from "../support/ManualClock.js";

const REFRESH = "POST /auth/refresh-token";

/** Resolves with the state when it has become this one; the other tabs hear a little later. */
async function becomes(tab: LatchkeyClient, expected: object) {
  await vi.waitFor(() => expect(tab.state).toMatchObject(expected));
}

async function twoTabs(page: Parameters<typeof pretendPage>[0] = {}) {
  pretendPage(page);
  const world = await startWorld();
  const browser = await world.aSignedInBrowser();
  const [one, other] = [browser.aTab(), browser.aTab()];
  await Promise.all([one.start(), other.start()]);
  return { world, ...browser, one, other };
}

describe("tabs", () => {
  test("see that one of them signs out, without asking", async () => {
    const { world, one, other } = await twoTabs();
    const before = world.proxy.seen.length;

    await one.logout();

    await becomes(other, { status: "signed-out", reason: "signed-out-elsewhere-in-this-browser" });
    expect(one.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
    expect(world.proxy.seen.length).toBe(before + 1);
  });

  test("see that one of them signs in, and as which user", async () => {
    const { world, one, other, user } = await twoTabs();
    const changes: string[] = [];
    other.on("user-changed", (detail) => changes.push(detail.user._id));
    const somebodyElse = await world.aUser();

    await one.login({ username: somebodyElse.username, password: PASSWORD });
    await becomes(other, { status: "signed-in", user: { _id: somebodyElse._id } });
    expect(changes).toEqual([somebodyElse._id]);

    await one.logout();
    await becomes(other, { status: "signed-out" });
    await one.login({ username: user.username, password: PASSWORD });
    await becomes(other, { status: "signed-in", user: { _id: user._id } });
  });

  test("get the server's reason when one finds the session ended", async () => {
    const { world, one, other, user } = await twoTabs();
    const everywhere = await world.server.store.users.byId(user._id);
    await world.server.container.allSessions.revoke({
      userId: everywhere?._id ?? "",
      sessionId: "",
      client: { isBrowser: true, ip: null, userAgent: null },
    });

    await expect(one.profile()).rejects.toMatchObject({ reason: "logout-all" });

    await becomes(other, { status: "signed-out", reason: "logout-all" });
  });

  test("see that the user's name has changed", async () => {
    const { one, other } = await twoTabs();

    await one.updateSettings({ fullName: "Ada King" });

    await becomes(other, { user: { fullName: "Ada King" } });
  });
});

test("tabs of a browser without BroadcastChannel find out by asking", async () => {
  const { one, other, user } = await twoTabs({ hasBroadcastChannel: false });

  await one.logout();
  await becomes(other, { status: "signed-out", reason: null });
  await one.login({ username: user.username, password: PASSWORD });
  await becomes(other, { status: "signed-in", user: { _id: user._id } });
});

test("a page that finds nobody signed in sends the others no message: one of them may be signing in", async () => {
  const { world, one } = await twoTabs();
  const states: string[] = [];
  one.subscribe(({ status }) => states.push(status));
  const visitor = createLatchkeyClient({ baseUrl: world.api, fetch: createBrowserFetch() });
  const { username } = await world.aUser();

  expect(await visitor.start()).toEqual({ status: "signed-out", reason: null });
  const asked = world.count("GET /users/profile");
  await visitor.login({ username, password: PASSWORD });
  // Heard after whatever was said before.
  await vi.waitUntil(() => world.count("GET /users/profile") > asked);

  expect(states).toEqual([]);
  visitor.close();
});

test("a tab does not refresh what another has refreshed", async () => {
  const { world, one, other } = await twoTabs();
  world.clock.advance(16 * MINUTE);

  const arrival = aSignal();
  world.proxy.follow(({ path }) => (path.endsWith("sessions") ? { delay: arrival.given } : {}));

  const slow = other.sessions();
  await vi.waitUntil(() => world.count("GET /auth/sessions") === 1);
  await one.profile();
  arrival.give();
  await slow;

  expect(world.count(REFRESH)).toBe(1);
});

describe("with tokens the storage is the truth", () => {
  /** Resolves when the clients have dealt with whatever was said so far. */
  async function everybodyHasHeard(world: World) {
    const channel = new BroadcastChannel(`latchkey tokens ${world.api}`);
    const speaker = new BroadcastChannel(`latchkey tokens ${world.api}`);
    const heard = new Promise((resolve) => {
      channel.onmessage = ({ data }) => data.word === "that is all" && resolve(data);
    });
    speaker.postMessage({ word: "that is all" });
    await heard;
    speaker.close();
    channel.close();
    for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  async function twoClients(storageOfOther?: TokenStorage) {
    pretendPage();
    const world = await startWorld();
    const { stored } = await world.aStoredSession();
    const storage = createSharedStorage(stored);
    const mode = "tokens";
    const one = createLatchkeyClient({ baseUrl: world.api, mode, storage });
    const other = createLatchkeyClient({ baseUrl: world.api, mode, storage: storageOfOther ?? storage });
    onTestFinished(() => [one, other].forEach((client) => void client.close()));
    await Promise.all([one.start(), other.start()]);
    const statesOfOther: string[] = [];
    other.subscribe(({ status }) => statesOfOther.push(status));
    return { world, one, other, storage, statesOfOther };
  }

  test("who shares it sees that the other has signed out", async () => {
    const { world, one, other } = await twoClients();

    await one.logout();
    await everybodyHasHeard(world);

    expect(other.state).toEqual({ status: "signed-out", reason: "signed-out-elsewhere-in-this-browser" });
  });

  test("who has another one is not signed out by that", async () => {
    const { world, one, other, statesOfOther } = await twoClients(createSharedStorage(null));
    const { username } = await world.aUser();
    await other.login({ username, password: PASSWORD });

    await one.logout();
    await everybodyHasHeard(world);

    expect(statesOfOther).toEqual(["signed-in"]);
  });

  test("what is heard of a session before does not end the next", async () => {
    const { world, one, other, storage, statesOfOther } = await twoClients();
    const next = await world.aStoredSession();

    await one.logout();
    storage.put(next.stored);
    await everybodyHasHeard(world);

    expect((await other.profile())._id).toBe(next.user._id);
    expect(statesOfOther).not.toContain("signed-out");
  });
});

test("a client with cookies does not hear one with tokens", async () => {
  const { world, one } = await twoTabs();
  const { stored } = await world.aStoredSession();
  const states: string[] = [];
  one.subscribe(({ status }) => states.push(status));
  const storage = createSharedStorage(stored);
  const withTokens = createLatchkeyClient({ baseUrl: world.api, mode: "tokens", storage });
  onTestFinished(withTokens.close);
  await withTokens.start();

  await withTokens.logout();
  await one.updateSettings({ fullName: "Ada King" });

  expect(states).toEqual(["signed-in"]);
});

describe("where localStorage is forbidden", () => {
  test("a page gets by with its memory", async () => {
    pretendPage();
    vi.stubGlobal("localStorage", undefined);
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();
    const [one, other] = [aTab(), aTab()];
    await Promise.all([one.start(), other.start()]);
    world.clock.advance(16 * MINUTE);

    await Promise.all([one.profile(), other.profile()]);
    await one.logout();

    await becomes(other, { status: "signed-out" });
  });

  test("or full", async () => {
    const { items } = pretendPage();
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();
    const tab = aTab();
    await tab.refresh();
    vi.spyOn(localStorage, "setItem").mockImplementation(() => {
      throw new DOMException("It is full.", "QuotaExceededError");
    });

    await tab.refresh();
    await tab.profile();

    expect([...items.keys()]).toEqual([]);
    expect(tab.state.status).toBe("signed-in");
  });
});

describe("Web Locks", () => {
  test("save requests: of tabs that want to refresh, one does", async () => {
    pretendPage({ locks: createFakeLocks() });
    const world = await startWorld();
    const { aTab, jar } = await world.aSignedInBrowser();
    const tabs = Array.from({ length: 5 }, () => aTab());
    jar.delete("accessToken");

    await Promise.all(tabs.map((tab) => tab.start()));

    expect(world.count(REFRESH)).toBe(1);
    expect(new Set(tabs.map(({ state }) => state.status))).toEqual(new Set(["signed-in"]));
  });

  test("that are never given back are not waited for", async () => {
    const locks = createFakeLocks();
    pretendPage({ locks });
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();
    const tab = aTab();
    // A tab that was frozen in the middle of its refresh.
    void locks.request(`latchkey cookies ${world.api}`, () => new Promise(() => {}));
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });

    const refreshed = tab.refresh();
    await vi.advanceTimersByTimeAsync(3000);

    await expect(refreshed).resolves.toBeUndefined();
    vi.useRealTimers();
  });

  test("that are refused are done without", async () => {
    pretendPage({ locks: { request: () => Promise.reject(new DOMException("No.", "SecurityError")) } });
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();

    await expect(aTab().refresh()).resolves.toBeUndefined();
    expect(world.count(REFRESH)).toBe(1);
  });
});
