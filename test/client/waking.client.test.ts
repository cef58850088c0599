import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLatchkeyClient, type LatchkeyClient } from "../../packages/client/src/index.js";
import { pretendPage } from "../support/client/pretendPage.js";
import { startWorld, type World } from "../support/client/world.js";
import { HOUR, MINUTE, SECOND } from "../support/ManualClock.js";

const REFRESH = "POST /auth/refresh-token";

// The client's own timers and its clock. The server has a clock of its own, and the network none.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Both clocks go on. */
async function pass(world: World, milliseconds: number) {
  world.clock.advance(milliseconds);
  await vi.advanceTimersByTimeAsync(milliseconds);
}

/** A tab that has just refreshed, so it knows how long its access token lives. */
async function aFreshTab() {
  const page = pretendPage();
  const world = await startWorld();
  const browser = await world.aSignedInBrowser();
  // The test's clock runs while a real answer is on its way, so no answer may be too late.
  const tab = browser.aTab({ timeoutMs: HOUR });
  await tab.start();
  await tab.refresh();
  return { page, world, tab, ...browser };
}

/** Lets time go by until something has happened. */
async function passUntil(world: World, check: () => void) {
  const step = async () => {
    await pass(world, 10 * SECOND);
    check();
  };
  await vi.waitFor(step, { timeout: 30_000, interval: 5 });
}

async function settled(world: World, line: string, times: number) {
  await vi.waitUntil(() => world.count(line) === times);
}

describe("ahead of the expiry", () => {
  test.each([
    ["at the earliest", 0, 0.75],
    ["at the latest", 0.999999, 0.9],
  ])("the access token is refreshed by itself, %s when %s", async (_name, random, share) => {
    vi.spyOn(Math, "random").mockReturnValue(random);
    const { world } = await aFreshTab();
    const due = 15 * MINUTE * share;

    await pass(world, due - SECOND);
    expect(world.count(REFRESH)).toBe(1);
    await pass(world, SECOND);
    await settled(world, REFRESH, 2);
  });

  test("again and again", async () => {
    const { page, world, tab } = await aFreshTab();

    for (let times = 2; times < 6; times++) {
      const { accessExpiresAt } = page.notes();
      await passUntil(world, () => expect(page.notes().accessExpiresAt).not.toBe(accessExpiresAt));
      expect(world.count(REFRESH)).toBe(times);
      expect(page.notes().accessExpiresAt).toBeGreaterThan(Date.now() + 14 * MINUTE);
    }

    expect(tab.state.status).toBe("signed-in");
  });
});

describe("a laptop that slept for longer than the access token lives", () => {
  test.each(["visibilitychange", "focus", "pageshow", "online"])("refreshes at once on %s", async (event) => {
    const { page, world, tab } = await aFreshTab();
    // Timers stand still in the meantime.
    world.clock.advance(8 * HOUR);
    vi.setSystemTime(Date.now() + 8 * HOUR);

    page.happens(event);

    await settled(world, REFRESH, 2);
    expect(await tab.profile()).toBeDefined();
    expect(tab.state.status).toBe("signed-in");
  });

  test("and whose network is not back yet tries until it is", async () => {
    const { page, world, tab } = await aFreshTab();
    const events: string[] = [];
    for (const event of ["offline", "online", "signed-out"] as const) tab.on(event, () => events.push(event));
    world.proxy.follow(() => ({ cut: true }));
    world.clock.advance(8 * HOUR);
    vi.setSystemTime(Date.now() + 8 * HOUR);
    page.happens("focus");
    await vi.waitUntil(() => events.includes("offline"));

    await passUntil(world, () => expect(world.proxy.seen.length).toBeGreaterThan(12));
    world.proxy.follow(() => ({}));
    page.happens("online");

    await vi.waitUntil(() => events.includes("online"));
    expect(events).toEqual(["offline", "online"]);
    expect(tab.state.status).toBe("signed-in");
  });
});

describe("when the server cannot answer", () => {
  /** Answers of the test's instead of a server's, by the time they were asked for. */
  function aServerThatSays(answer: () => Response) {
    const asked: number[] = [];
    const client = createLatchkeyClient({
      baseUrl: "https://auth.example.com/api/v1",
      storage: {
        get: () => ({ accessToken: "a", refreshToken: "r", accessExpiresAt: null, pendingKey: null }),
        set: () => {},
      },
      fetch: async () => {
        asked.push(Date.now());
        return answer();
      },
    });
    return { client, asked };
  }

  function unavailable(retryAfter: number): Response {
    const body = { statusCode: 503, data: null, message: "…", success: false, code: "OVERLOADED", errors: [] };
    return Response.json(body, { status: 503, headers: { "Retry-After": String(retryAfter) } });
  }

  test("it is asked again, never sooner than it says", async () => {
    const { client, asked } = aServerThatSays(() => unavailable(120));
    expect(await client.start()).toEqual({ status: "unknown" });

    await vi.advanceTimersByTimeAsync(119 * SECOND);
    expect(asked.length).toBe(1);
    await vi.advanceTimersByTimeAsync(SECOND);
    expect(asked.length).toBe(2);
  });

  test("but not after close", async () => {
    const { client, asked } = aServerThatSays(() => unavailable(0));
    await client.start();

    client.close();
    await vi.advanceTimersByTimeAsync(HOUR);

    expect(asked.length).toBe(1);
  });

  test("and later and later, a minute and a half at most", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999999);
    const { client, asked } = aServerThatSays(() => unavailable(0));
    await client.start();

    await vi.advanceTimersByTimeAsync(HOUR);

    const pauses = asked.slice(1).map((at, index) => Math.round((at - (asked[index] ?? 0)) / SECOND));
    expect(pauses.slice(0, 8)).toEqual([2, 3, 6, 12, 24, 48, 90, 90]);
  });

  test("the page of a proxy in front of it is no answer of its", async () => {
    const { client, asked } = aServerThatSays(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
    const events: string[] = [];
    for (const event of ["offline", "online", "signed-out"] as const) client.on(event, () => events.push(event));

    expect(await client.start()).toEqual({ status: "unknown" });
    await expect(client.profile()).rejects.toMatchObject({ code: "BAD_RESPONSE", status: 502 });

    expect(events).toEqual(["offline"]);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(asked.length).toBeGreaterThan(2);
  });

  test("a failure in the background goes to onError, and the answer to the listeners", async () => {
    const world = await startWorld();
    const { aTab, user } = await world.aSignedInBrowser();
    world.proxy.follow(() => ({ status: 503 }));
    const errors: unknown[] = [];
    const tab: LatchkeyClient = aTab({ onError: (error) => errors.push(error) });
    expect(await tab.start()).toEqual({ status: "unknown" });
    expect(errors).toMatchObject([{ name: "LatchkeyError", status: 503 }]);

    world.proxy.follow(() => ({}));
    await vi.advanceTimersByTimeAsync(2 * MINUTE);

    await vi.waitFor(() => expect(tab.state).toMatchObject({ status: "signed-in", user: { _id: user._id } }));
  });
});

test("a page that the browser had kept aside asks what happened meanwhile", async () => {
  const { page, tab, jar } = await aFreshTab();
  // Another tab signed out; this one was frozen and heard nothing.
  jar.clear();

  page.happens("pageshow", { persisted: true });

  await vi.waitFor(() => expect(tab.state).toEqual({ status: "signed-out", reason: null }));
});
