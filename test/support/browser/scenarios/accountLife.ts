import { expect } from "vitest";
import type { Tab } from "../engines/Engine.js";
import { linkTo } from "../startSite.js";
import { t } from "../texts.js";
import type { Stage } from "./Stage.js";

const PASSWORD = "correct horse battery";
const NEXT_PASSWORD = "a ship in the bay";

/** An account from its registration to its deletion, as its owner clicks through it. */
export async function accountLife({ site, aProfile }: Stage): Promise<void> {
  const tab = await (await aProfile()).newTab();
  const { origin } = site;

  await tab.goto(origin);
  await tab.waitForHeading(t("signIn.title"));
  await signIn(tab, "nobody", "not a password");
  await tab.waitForText(t("problem.credentials"));

  await tab.click("link", t("signIn.register"));
  await tab.waitForHeading(t("register.title"));
  await tab.click("button", t("register.submit"));
  await tab.waitForText(t("form.required"));
  await tab.fill(t("common.fullName"), "Ada Lovelace");
  await tab.fill(t("common.username"), "ada");
  await tab.fill(t("common.email"), "ada@example.com");
  await tab.fill(t("common.password"), PASSWORD);
  await tab.click("button", t("register.submit"));
  await tab.waitForHeading(t("profile.title"));

  await tab.click("link", t("nav.email"));
  await tab.waitForText(t("email.notVerified"));
  await tab.goto(await linkTo(site, "/verify-email", "ada@example.com"));
  await tab.waitForHeading(t("verify.title"));
  // The token is gone from the address bar, and with it from the history and from whatever looks over a shoulder.
  expect(await tab.address()).toBe(`${origin}/verify-email`);
  await tab.click("button", t("verify.submit"));
  await tab.waitForHeading(t("verify.done"));

  await tab.goto(`${origin}/account`);
  await signOut(tab);
  await resetPassword(tab, site);
  await signIn(tab, "ada@example.com", NEXT_PASSWORD);
  await tab.waitForHeading(t("profile.title"));

  await changeProfile(tab);
  await changeEmail(tab, site);
  await changePassword(tab);

  const other = await (await aProfile()).newTab();
  await other.goto(`${origin}/sign-in`);
  await signIn(other, "ada", PASSWORD);
  await other.waitForHeading(t("profile.title"));
  await signOutOthers(tab);
  await other.click("link", t("nav.activity"));
  await other.waitForHeading(t("signIn.title"));

  await tab.click("link", t("nav.activity"));
  await tab.waitForText(t("event.registered"));
  await deleteAccount(tab);
  expect(await site.server().store.users.byLogin({ username: "ada" })).toBeNull();
  expect([...tab.complaints(origin), ...other.complaints(origin)]).toEqual([]);
}

async function signIn(tab: Tab, login: string, password: string): Promise<void> {
  await tab.fill(t("signIn.login"), login);
  await tab.fill(t("common.password"), password);
  await tab.click("button", t("common.signIn"));
}

async function signOut(tab: Tab): Promise<void> {
  await tab.click("button", t("nav.menu", { name: "Ada Lovelace" }));
  await tab.click("button", t("common.signOut"));
  await tab.waitForHeading(t("signIn.title"));
}

async function resetPassword(tab: Tab, site: Stage["site"]): Promise<void> {
  await tab.click("link", t("signIn.forgot"));
  await tab.fill(t("common.email"), "ada@example.com");
  await tab.click("button", t("common.sendLink"));
  await tab.waitForHeading(t("common.checkEmail"));
  await tab.goto(await linkTo(site, "/reset-password", "ada@example.com"));
  await tab.waitForHeading(t("reset.title"));
  await tab.fill(t("common.newPassword"), "ada");
  await tab.click("button", t("reset.submit"));
  await tab.waitForText("At least 8 characters");
  await tab.fill(t("common.newPassword"), NEXT_PASSWORD);
  await tab.click("button", t("reset.submit"));
  await tab.waitForText(t("signIn.passwordSet"));
}

async function changeProfile(tab: Tab): Promise<void> {
  await tab.fill(t("common.fullName"), "Augusta King");
  await tab.click("button", t("profile.save"));
  await tab.waitForText(t("profile.saved"));
}

async function changeEmail(tab: Tab, site: Stage["site"]): Promise<void> {
  await tab.click("link", t("nav.email"));
  await tab.fill(t("email.new"), "lovelace@example.com");
  await tab.fill(t("common.yourPassword"), NEXT_PASSWORD);
  await tab.click("button", t("common.sendLink"));
  await tab.waitForText(t("email.newSent", { email: "lovelace@example.com" }));
  await tab.goto(await linkTo(site, "/confirm-email-change", "lovelace@example.com"));
  await tab.click("button", t("confirmEmail.submit"));
  await tab.click("link", t("common.toAccount"));
  await tab.waitForHeading(t("profile.title"));
}

async function changePassword(tab: Tab): Promise<void> {
  await tab.click("link", t("nav.password"));
  await tab.fill(t("changePassword.current"), NEXT_PASSWORD);
  await tab.fill(t("common.newPassword"), PASSWORD);
  await tab.click("button", t("changePassword.submit"));
  await tab.waitForText(t("changePassword.done"));
}

async function signOutOthers(tab: Tab): Promise<void> {
  await tab.click("link", t("nav.sessions"));
  await tab.waitForText(t("sessions.thisDevice"));
  await tab.click("button", t("sessions.signOutOthers"));
  await tab.click("button", t("sessions.signOutOthers"), "dialog");
  await tab.waitForText(t("sessions.othersDone"));
}

async function deleteAccount(tab: Tab): Promise<void> {
  await tab.click("link", t("nav.data"));
  await tab.fill(t("data.confirmUsername", { username: "ada" }), "ada");
  await tab.fill(t("common.yourPassword"), PASSWORD);
  await tab.click("button", t("data.deleteSubmit"));
  await tab.waitForHeading(t("signIn.title"));
}
