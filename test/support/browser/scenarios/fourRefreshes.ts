import { expect } from "vitest";
import { anAccount, PASSWORD } from "../../http/accounts.js";
import { MINUTE } from "../../ManualClock.js";
import type { Tab } from "../engines/Engine.js";
import { livingSessions, type Site } from "../startSite.js";
import { t } from "../texts.js";
import type { Stage } from "./Stage.js";
import { signInByScript } from "./signInByScript.js";

const REFRESH = "/api/v1/auth/refresh-token";

/** Four refreshes with one token at the same moment, two in each tab: without the client, whose lock would queue them. */
export async function fourRefreshes({ site, aProfile }: Stage): Promise<void> {
  await anAccount(site.server(), { username: "ada" });
  const profile = await aProfile();
  const first = await profile.newTab();
  await first.goto(`${site.origin}/sign-in`);
  await signInByScript(first, { username: "ada", password: PASSWORD });
  const tabs = [first, await profile.newTab()];
  for (const tab of tabs) {
    await tab.goto(`${site.origin}/account/email`);
    await tab.waitForHeading(t("email.title"));
  }
  site.clock.advance(16 * MINUTE);
  holdUntilAllCame(site, 4);
  for (const tab of tabs) await tab.evaluate(START_TWO);
  const answers = await Promise.all(tabs.map((tab) => tab.evaluate<number[]>("window.refreshes")));

  expect(answers).toEqual([
    [200, 200],
    [200, 200],
  ]);
  await stillWorks(tabs);
  site.clock.advance(16 * MINUTE);
  await stillWorks(tabs.toReversed());
  expect(await livingSessions(site)).toBe(1);
  expect((await site.server().mails()).map(({ subject }) => subject).join()).not.toMatch(/session was ended/i);
}

/** Only started: what a driver does in one tab would wait for the answers to another. */
const START_TWO = `void (window.refreshes = Promise.all(
  [1, 2].map(() => fetch("${REFRESH}", { method: "POST" }).then((response) => response.status))))`;

function holdUntilAllCame(site: Site, count: number): void {
  let waiting = count;
  let release: () => void = () => undefined;
  const hold = new Promise<void>((resolve) => (release = resolve));
  site.proxy.follow(({ path }) => {
    if (path !== REFRESH || waiting === 0) return {};
    waiting -= 1;
    if (waiting === 0) release();
    return { hold };
  });
}

async function stillWorks(tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) {
    await tab.click("link", t("nav.activity"));
    await tab.waitForText(t("event.signedIn"));
    await tab.click("link", t("nav.sessions"));
    await tab.waitForText(t("sessions.thisDevice"));
  }
}
