import { expect } from "vitest";
import { aRegistration, PASSWORD } from "../../http/accounts.js";
import { TestClient } from "../../http/TestClient.js";
import type { Tab } from "../engines/Engine.js";
import { linkTo } from "../startSite.js";
import { t } from "../texts.js";
import type { Stage } from "./Stage.js";

/** A link that is opened in another browser than the one that registered: by the registrant, and by the owner of the mailbox. */
export async function registeredElsewhere({ site, aProfile }: Stage): Promise<void> {
  const tab = await (await aProfile()).newTab();
  const { users } = site.server().store;

  const own = await registerElsewhere(site);
  await openLink(tab, site, own.email);
  await tab.waitForText(own.username);
  await tab.waitForText("127.0.0.1");
  await tab.fill(t("common.password"), "wrong horse battery");
  await tab.click("button", t("verify.submit"));
  await tab.waitForText(t("problem.password"));
  expect(await users.byLogin({ email: own.email })).toMatchObject({ emailVerifiedAt: null });
  await tab.fill(t("common.password"), PASSWORD);
  await tab.click("button", t("verify.submit"));
  await tab.waitForHeading(t("verify.done"));
  expect(await users.byLogin({ email: own.email })).toMatchObject({ emailVerifiedAt: expect.any(Number) });

  const victim = await (await aProfile()).newTab();
  const foreign = await registerElsewhere(site);
  await openLink(victim, site, foreign.email);
  await victim.click("button", t("verify.notMe"));
  // Nothing is deleted without a second confirmation.
  await victim.waitForText(t("verify.notMeText"));
  expect(await users.byLogin({ email: foreign.email })).not.toBeNull();
  await victim.click("button", t("verify.notMeSubmit"), "dialog");
  await victim.waitForHeading(t("verify.notMeDone"));
  expect(await users.byLogin({ email: foreign.email })).toBeNull();
  expect([...tab.complaints(site.origin), ...victim.complaints(site.origin)]).toEqual([]);
}

async function registerElsewhere(site: Stage["site"]) {
  const registration = aRegistration();
  const { status } = await new TestClient(`${site.origin}/api/v1`).post("/auth/register", registration);
  expect(status).toBe(201);
  return registration;
}

async function openLink(tab: Tab, site: Stage["site"], email: string): Promise<void> {
  await tab.goto(await linkTo(site, "/verify-email", email));
  await tab.waitForHeading(t("verify.title"));
  await tab.click("button", t("verify.submit"));
  await tab.waitForHeading(t("verify.elsewhereTitle"));
}
