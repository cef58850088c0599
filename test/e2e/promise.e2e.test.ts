import type { BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { expectHeading, registerByHand, type SiteInChromium, signOutByHand, sites } from "../support/browser/site.js";
import { livingSessions, type Site } from "../support/browser/startSite.js";
import type { Fate } from "../support/http/ProxyInBetween.js";
import { MINUTE, SECOND } from "../support/ManualClock.js";

const { open } = sites();

const REFRESH = "/api/v1/auth/refresh-token";
const PAST_THE_ACCESS_TOKEN = 16 * MINUTE;

/** Somebody with an account and several tabs of one browser, all on a page of it. */
async function signedInTabs(site: SiteInChromium, count: number): Promise<{ context: BrowserContext; tabs: Page[] }> {
  const context = await site.aBrowser();
  const first = await context.newPage();
  await registerByHand(first, site.origin);
  const others = await Promise.all(Array.from({ length: count - 1 }, () => context.newPage()));
  const tabs = [first, ...others];
  await Promise.all(tabs.map((tab) => tab.goto(`${site.origin}/account/email`)));
  await Promise.all(tabs.map((tab) => expectHeading(tab, "Email")));
  return { context, tabs };
}

/**
 * Every tab asks the server for something, at the same moment; each must get it. Without the mouse, which a tab in the
 * background does not feel.
 */
async function everyTabWorks(tabs: readonly Page[], page: "Sessions" | "Activity"): Promise<void> {
  await Promise.all(tabs.map((tab) => tab.getByRole("link", { name: page }).dispatchEvent("click")));
  await Promise.all(tabs.map((tab) => expectHeading(tab, page)));
  const sign = page === "Sessions" ? "This device" : "The account was created";
  await Promise.all(tabs.map((tab) => shown(tab, sign)));
}

/** A page that could not load offers to try again, and its user does; nobody is sent to sign in. */
async function shown(tab: Page, sign: string): Promise<void> {
  const text = tab.getByText(sign).first();
  const again = tab.getByRole("button", { name: "Try again" }).filter({ visible: true }).first();
  await text.or(again).first().waitFor();
  if (await text.isVisible()) return;
  // The page may have gone on by itself meanwhile.
  await again.dispatchEvent("click", {}, { timeout: 1000 }).catch(() => undefined);
  await shown(tab, sign);
}

/** What happens to each refresh, in the order of their arrival; those that follow pass. */
function fatesOfRefreshes(site: Site, fates: readonly Fate[]): void {
  const waiting = [...fates];
  site.proxy.follow(({ path }) => (path === REFRESH ? (waiting.shift() ?? {}) : {}));
}

const after = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

browserTest(
  "twenty tabs that refresh at the same moment stay signed in, in one session",
  { timeout: 240_000 },
  async () => {
    const site = await open();
    const { tabs } = await signedInTabs(site, 20);
    for (const page of ["Sessions", "Activity"] as const) {
      site.clock.advance(PAST_THE_ACCESS_TOKEN);
      await everyTabWorks(tabs, page);
    }
    expect(await livingSessions(site)).toBe(1);
    expect((await site.server().mails()).map(({ subject }) => subject).join()).not.toMatch(/session was ended/i);
  },
);

browserTest("a lost answer signs nobody out: the next try gets the same token", { timeout: 120_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 3);
  fatesOfRefreshes(site, [{ loseAnswer: true }, { loseAnswer: true }, { cut: true }, { status: 503 }]);
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  await everyTabWorks(tabs, "Sessions");
  expect(await livingSessions(site)).toBe(1);
});

browserTest("an answer that comes after the window does no harm", { timeout: 120_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 3);
  let release: () => void = () => undefined;
  fatesOfRefreshes(site, [{ delay: new Promise<void>((resolve) => (release = resolve)) }]);
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  const working = everyTabWorks(tabs, "Sessions");
  await expect.poll(() => site.proxy.seen.filter((line) => line.endsWith(REFRESH)).length).toBeGreaterThan(0);
  site.clock.advance(30 * SECOND);
  release();
  await working;
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  await everyTabWorks(tabs, "Activity");
  expect(await livingSessions(site)).toBe(1);
});

browserTest("answers that arrive in reverse order do no harm", { timeout: 120_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 5);
  fatesOfRefreshes(site, [
    { delay: after(800) },
    { delay: after(600) },
    { delay: after(400) },
    { delay: after(200) },
    {},
  ]);
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  await everyTabWorks(tabs, "Sessions");
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  await everyTabWorks(tabs, "Activity");
  expect(await livingSessions(site)).toBe(1);
});

browserTest("a server that dies in between and comes back signs nobody out", { timeout: 120_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 3);
  fatesOfRefreshes(site, [{ loseAnswer: true }]);
  site.clock.advance(PAST_THE_ACCESS_TOKEN);
  const working = everyTabWorks(tabs, "Sessions");
  await site.crashAndRestart();
  await working;
  expect(await livingSessions(site)).toBe(1);
});

browserTest(
  "a laptop that slept for longer than the access token lives goes on where it was",
  {
    timeout: 120_000,
  },
  async () => {
    const site = await open();
    const { tabs } = await signedInTabs(site, 2);
    site.clock.advance(3 * 24 * 60 * MINUTE);
    for (const tab of tabs) {
      // What the browser fires in a page when the lid is opened.
      await tab.evaluate('for (const type of ["pageshow", "focus", "online"]) dispatchEvent(new Event(type))');
    }
    await everyTabWorks(tabs, "Sessions");
    expect(await livingSessions(site)).toBe(1);
  },
);

browserTest("signing out in one tab is seen by the others at once", { timeout: 120_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 3);
  for (const tab of tabs.slice(0, 1)) await signOutByHand(tab);
  await Promise.all(tabs.map((tab) => expectHeading(tab, "Sign in")));
  for (const tab of tabs.slice(1)) await tab.getByText("You signed out in another tab").waitFor();
});

browserTest(
  "a stolen cookie dies with its session, and the owner reads why on the page and in a mail",
  {
    timeout: 120_000,
  },
  async () => {
    const site = await open();
    const { context, tabs } = await signedInTabs(site, 2);
    const stolen = (await context.cookies()).find(({ name }) => name === "refreshToken")?.value ?? "";
    site.clock.advance(PAST_THE_ACCESS_TOKEN);
    await everyTabWorks(tabs, "Sessions");

    site.clock.advance(MINUTE);
    const thief = await fetch(`${site.server().api}/auth/refresh-token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ refreshToken: stolen }),
    });
    expect([thief.status, ((await thief.json()) as { code: string }).code]).toEqual([401, "REFRESH_TOKEN_REUSED"]);

    // The first tab learns it from the server, the other from the first.
    await tabs[0]?.getByRole("link", { name: "Activity" }).dispatchEvent("click");
    await Promise.all(tabs.map((tab) => expectHeading(tab, "Sign in")));
    // Whichever tab got the answer of the server shows the cause; it need not be the one that was clicked.
    await Promise.any(tabs.map((tab) => tab.getByText("Somebody used a copy of your session").waitFor()));
    expect(await livingSessions(site)).toBe(0);
    expect((await site.server().mails()).map(({ subject }) => subject).join()).toMatch(/session was ended/i);
  },
);

/** A small generator, so that a schedule that failed can be run again by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function aFate(random: () => number): Fate {
  const luck = random();
  if (luck < 0.2) return { loseAnswer: true };
  if (luck < 0.3) return { cut: true };
  if (luck < 0.4) return { status: 503 };
  if (luck < 0.7) return { delay: after(random() * 500) };
  return {};
}

const SCHEDULES = 12;

browserTest("whatever the network does, an honest user is signed in at the end", { timeout: 600_000 }, async () => {
  const site = await open();
  const { tabs } = await signedInTabs(site, 5);
  for (let seed = 1; seed <= SCHEDULES; seed += 1) {
    const random = randomFrom(seed);
    fatesOfRefreshes(
      site,
      Array.from({ length: 6 }, () => aFate(random)),
    );
    site.clock.advance(PAST_THE_ACCESS_TOKEN);
    await everyTabWorks(tabs, seed % 2 === 0 ? "Activity" : "Sessions");
    expect(await livingSessions(site), `schedule ${seed}`).toBe(1);
  }
});
