import { describe, expect, test, vi } from "vitest";
import { createLatchkeyClient } from "../../packages/client/src/index.js";
import { createBrowserFetch } from "../support/client/browserFetch.js";
import { pretendPage } from "../support/client/pretendPage.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { aSignal } from "../support/client/signal.js";
import { startWorld } from "../support/client/world.js";
import { PASSWORD } from "../support/http/accounts.js";
import { MINUTE } from "../support/ManualClock.js";

const REFRESH = "POST /auth/refresh-token";

describe("in a browser", () => {
  test("a page never holds a token, and cookies are what it signs in with", async () => {
    const { notes } = pretendPage();
    const world = await startWorld();
    const { username } = await world.aUser();
    const browserFetch = createBrowserFetch();
    const client = createLatchkeyClient({ baseUrl: world.api, fetch: browserFetch });

    const user = await client.login({ username, password: PASSWORD });
    await client.refresh();

    expect(client.state).toEqual({ status: "signed-in", user });
    expect([...browserFetch.jar.keys()]).toEqual(expect.arrayContaining(["accessToken", "refreshToken"]));
    expect(notes()).toEqual({
      accessToken: "",
      refreshToken: "",
      accessExpiresAt: expect.any(Number),
      pendingKey: null,
    });
    client.close();
  });

  test("a visitor costs two requests, and is no event", async () => {
    const world = await startWorld();
    const client = createLatchkeyClient({ baseUrl: world.api, mode: "cookies", fetch: createBrowserFetch() });
    const events: unknown[] = [];
    client.on("signed-out", (detail) => events.push(detail));

    expect(await client.start()).toEqual({ status: "signed-out", reason: null });
    expect(world.proxy.seen.map((line) => line.split("/").at(-1))).toEqual(["profile", "refresh-token"]);
    expect(events).toEqual([]);
    await expect(client.profile()).rejects.toMatchObject({ code: "ACCESS_TOKEN_MISSING" });
    expect(world.count(REFRESH)).toBe(1);
  });

  test("a cookie that the browser has dropped is refreshed like an expired one", async () => {
    const world = await startWorld();
    const { aTab, jar, user } = await world.aSignedInBrowser();
    jar.delete("accessToken");

    expect(await aTab().start()).toMatchObject({ status: "signed-in", user: { _id: user._id } });
  });
});

describe("tabs that share the cookies and nothing else", () => {
  test("refresh at one moment, twenty of them, and stay signed in", async () => {
    const world = await startWorld();
    const { aTab, jar } = await world.aSignedInBrowser();
    const tabs = Array.from({ length: 20 }, () => aTab());
    jar.delete("accessToken");

    await Promise.all(tabs.map((tab) => tab.start()));
    world.clock.advance(16 * MINUTE);
    await Promise.all(tabs.map((tab) => tab.profile()));

    expect(new Set(tabs.map(({ state }) => state.status))).toEqual(new Set(["signed-in"]));
  });

  test("get their answers in the wrong order, and stay signed in", async () => {
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();
    const tabs = [aTab(), aTab(), aTab()];
    await Promise.all(tabs.map((tab) => tab.start()));
    world.clock.advance(16 * MINUTE);
    const arrivals = tabs.map(() => aSignal());
    world.proxy.follow(({ path, nth }) =>
      path.endsWith("refresh-token") ? { delay: arrivals[nth - 1]?.given ?? Promise.resolve() } : {},
    );

    const refreshes = tabs.map((tab) => tab.refresh());
    await vi.waitUntil(() => world.count(REFRESH) === 3);
    for (const arrival of arrivals.toReversed()) {
      arrival.give();
      await Promise.race(refreshes);
    }
    await Promise.all(refreshes);

    world.clock.advance(16 * MINUTE);
    for (const tab of tabs) expect(await tab.profile()).toBeDefined();
  });

  test("answer with one key where the server tolerates nothing else", async () => {
    pretendPage();
    const world = await startWorld({ refreshTokenTolerance: "never" });
    const { aTab } = await world.aSignedInBrowser();
    const tabs = [aTab(), aTab(), aTab()];

    await Promise.all(tabs.map((tab) => tab.refresh()));

    for (const tab of tabs) expect(await tab.profile()).toBeDefined();
  });
});

describe("signing out", () => {
  test("ends the session at the server, whichever client holds its cookies", async () => {
    const world = await startWorld();
    const { aTab, jar } = await world.aSignedInBrowser();
    const tab = aTab();
    await tab.start();
    const copy = new Map(jar);

    await tab.logout();

    expect(tab.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
    expect([...jar.keys()]).toEqual([]);
    for (const [name, value] of copy) jar.set(name, value);
    await expect(aTab().profile()).rejects.toMatchObject({ code: "SESSION_REVOKED", reason: "logout" });
  });

  test("says so when it failed: the session is still there", async () => {
    const world = await startWorld();
    const { aTab } = await world.aSignedInBrowser();
    const tab = aTab();
    await tab.start();
    world.proxy.follow(({ path }) => (path.endsWith("logout") ? { status: 503 } : {}));

    await expect(tab.logout()).rejects.toMatchObject({ status: 503 });

    expect(tab.state.status).toBe("signed-in");
  });

  test("is done when the session was over already", async () => {
    const world = await startWorld();
    const { aTab, jar } = await world.aSignedInBrowser();
    const tab = aTab();
    await tab.start();
    jar.clear();

    await tab.logout();

    expect(tab.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
  });
});

test("a stolen cookie that is used from outside signs the owner out, with the reason", async () => {
  const world = await startWorld();
  const { aTab, jar } = await world.aSignedInBrowser();
  const [tab, other] = [aTab(), aTab()];
  await Promise.all([tab.start(), other.start()]);
  const refreshToken = jar.get("refreshToken") ?? "";
  const storage = { accessToken: "", refreshToken, accessExpiresAt: null, pendingKey: null };
  const thief = createLatchkeyClient({ baseUrl: world.api, mode: "tokens", storage: createSharedStorage(storage) });
  await thief.refresh();
  await thief.profile();
  await world.server.quiet();
  world.clock.advance(16 * MINUTE);

  await expect(tab.profile()).rejects.toMatchObject({ code: "REFRESH_TOKEN_REUSED", reason: "reuse" });

  expect(tab.state).toEqual({ status: "signed-out", reason: "reuse" });
  await expect(other.profile()).rejects.toMatchObject({ reason: "reuse" });
  await expect(thief.profile()).rejects.toMatchObject({ reason: "reuse" });
});

test("an answer about a user who signed out meanwhile brings nobody back", async () => {
  const world = await startWorld();
  const { aTab } = await world.aSignedInBrowser();
  const tab = aTab();
  await tab.start();
  const arrival = aSignal();
  world.proxy.follow(({ path }) => (path.endsWith("profile") ? { delay: arrival.given } : {}));
  const slow = tab.profile();
  await vi.waitUntil(() => world.count("GET /users/profile") === 2);

  await tab.logout();
  arrival.give();
  await slow;

  expect(tab.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
});
