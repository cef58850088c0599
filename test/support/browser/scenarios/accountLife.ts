import { expect } from "vitest";
import type { Tab } from "../engines/Engine.js";
import { linkTo } from "../startSite.js";
import type { Stage } from "./Stage.js";

const PASSWORD = "correct horse battery";
const NEXT_PASSWORD = "a ship in the bay";

/** An account from its registration to its deletion, as its owner clicks through it. */
export async function accountLife({ site, aProfile }: Stage): Promise<void> {
  const tab = await (await aProfile()).newTab();
  const { origin } = site;

  await tab.goto(origin);
  await tab.waitForHeading("Sign in");
  await signIn(tab, "nobody", "not a password");
  await tab.waitForText("Incorrect username, email or password.");

  await tab.click("link", "Create an account");
  await tab.waitForHeading("Create an account");
  await tab.click("button", "Create account");
  await tab.waitForText("This field is required.");
  await tab.fill("Full name", "Ada Lovelace");
  await tab.fill("Username", "ada");
  await tab.fill("Email", "ada@example.com");
  await tab.fill("Password", PASSWORD);
  await tab.click("button", "Create account");
  await tab.waitForHeading("Profile");

  await tab.click("link", "Email");
  await tab.waitForText("Not verified");
  await tab.goto(await linkTo(site, "/verify-email", "ada@example.com"));
  await tab.waitForHeading("Verify your email address");
  // The token is gone from the address bar, and with it from the history and from whatever looks over a shoulder.
  expect(await tab.address()).toBe(`${origin}/verify-email`);
  await tab.click("button", "Verify my email address");
  await tab.waitForHeading("Your email address is verified");

  await tab.goto(`${origin}/account`);
  await signOut(tab);
  await resetPassword(tab, site);
  await signIn(tab, "ada@example.com", NEXT_PASSWORD);
  await tab.waitForHeading("Profile");

  await changeProfile(tab);
  await changeEmail(tab, site);
  await changePassword(tab);

  const other = await (await aProfile()).newTab();
  await other.goto(`${origin}/sign-in`);
  await signIn(other, "ada", PASSWORD);
  await other.waitForHeading("Profile");
  await signOutOthers(tab);
  await other.click("link", "Activity");
  await other.waitForHeading("Sign in");

  await tab.click("link", "Activity");
  await tab.waitForText("The account was created");
  await deleteAccount(tab);
  expect(await site.server().store.users.byLogin({ username: "ada" })).toBeNull();
  expect([...tab.complaints(origin), ...other.complaints(origin)]).toEqual([]);
}

async function signIn(tab: Tab, login: string, password: string): Promise<void> {
  await tab.fill("Username or email", login);
  await tab.fill("Password", password);
  await tab.click("button", "Sign in");
}

async function signOut(tab: Tab): Promise<void> {
  await tab.click("button", "Ada Lovelace, account menu");
  await tab.click("button", "Sign out");
  await tab.waitForHeading("Sign in");
}

async function resetPassword(tab: Tab, site: Stage["site"]): Promise<void> {
  await tab.click("link", "Forgot your password?");
  await tab.fill("Email", "ada@example.com");
  await tab.click("button", "Send the link");
  await tab.waitForText("we sent a link to it");
  await tab.goto(await linkTo(site, "/reset-password", "ada@example.com"));
  await tab.waitForHeading("Set a new password");
  await tab.fill("New password", "ada");
  await tab.click("button", "Set password");
  await tab.waitForText("At least 8 characters");
  await tab.fill("New password", NEXT_PASSWORD);
  await tab.click("button", "Set password");
  await tab.waitForText("Your new password is set");
}

async function changeProfile(tab: Tab): Promise<void> {
  await tab.fill("Full name", "Augusta King");
  await tab.click("button", "Save");
  await tab.waitForText("Saved.");
}

async function changeEmail(tab: Tab, site: Stage["site"]): Promise<void> {
  await tab.click("link", "Email");
  await tab.fill("New email address", "lovelace@example.com");
  await tab.fill("Your password", NEXT_PASSWORD);
  await tab.click("button", "Send the link");
  await tab.waitForText("We sent a link to lovelace@example.com");
  await tab.goto(await linkTo(site, "/confirm-email-change", "lovelace@example.com"));
  await tab.click("button", "Use this email address");
  await tab.click("link", "Go to my account");
  await tab.waitForHeading("Profile");
}

async function changePassword(tab: Tab): Promise<void> {
  await tab.click("link", "Password");
  await tab.fill("Current password", NEXT_PASSWORD);
  await tab.fill("New password", PASSWORD);
  await tab.click("button", "Change password");
  await tab.waitForText("Your password is changed");
}

async function signOutOthers(tab: Tab): Promise<void> {
  await tab.click("link", "Sessions");
  await tab.waitForText("This device");
  await tab.click("button", "Sign out all other devices");
  await tab.click("button", "Sign out all other devices", "dialog");
  await tab.waitForText("All other devices are signed out");
}

async function deleteAccount(tab: Tab): Promise<void> {
  await tab.click("link", "Your data");
  await tab.fill("Type your username, ada, to confirm", "ada");
  await tab.fill("Your password", PASSWORD);
  await tab.click("button", "Delete my account");
  await tab.waitForHeading("Sign in");
}
