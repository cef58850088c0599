import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import {
  appCode,
  confirmByPassword,
  nextAppCode,
  readCodes,
  readKey,
  turnOnAppByHand,
  verifyByHand,
} from "../support/browser/factors.js";
import {
  expectHeading,
  fillRegistration,
  PASSWORD,
  registerByHand,
  type SiteInChromium,
  signInByHand,
  signOutByHand,
  sites,
} from "../support/browser/site.js";
import { livingSessions } from "../support/browser/startSite.js";
import { anAccount } from "../support/http/accounts.js";
import { MINUTE } from "../support/ManualClock.js";

const { open } = sites();

async function openAsAda(site: SiteInChromium): Promise<Page> {
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  await verifyByHand(page, site);
  return page;
}

async function signOutAndIn(page: Page): Promise<void> {
  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  await signInByHand(page, "ada");
  await expectHeading(page, "Confirm that it is you");
}

browserTest(
  "a new user turns on an authenticator app, signs in with it, loses it, and gets in with a recovery code",
  { timeout: 120_000 },
  async () => {
    const site = await open();
    const page = await openAsAda(site);
    await page.goto(`${site.origin}/account/security`);
    await page.getByRole("button", { name: "Set up" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Your password", { exact: true }).fill("not the password");
    await dialog.getByRole("button", { name: "Continue" }).click();
    await dialog.getByText("Incorrect password.").waitFor();
    await confirmByPassword(page, "Continue");
    await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
    const key = await readKey(page);

    await page.getByLabel("Code from the app").fill("000 000");
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByText("This code is wrong or has expired").waitFor();
    await page.getByLabel("Code from the app").fill(appCode(site, key));
    await page.getByRole("button", { name: "Turn on" }).click();
    const codes = await readCodes(page);
    expect(codes).toHaveLength(10);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download" }).click(),
    ]);
    const file = readFileSync(await download.path(), "utf8");
    expect(codes.filter((code) => !file.includes(code))).toEqual([]);
    await page.getByRole("button", { name: "I have saved them" }).click();
    await page.getByText("10 codes are left.").waitFor();

    await signOutAndIn(page);
    const code = page.getByLabel("Code from the app");
    expect(await code.evaluate((field) => field === field.ownerDocument.activeElement)).toBe(true);
    expect([await code.getAttribute("autocomplete"), await code.getAttribute("inputmode")]).toEqual([
      "one-time-code",
      "numeric",
    ]);
    // The code that turned it on is spent.
    await code.fill(appCode(site, key));
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("it was used before").waitFor();
    expect(await livingSessions(site)).toBe(0);
    await code.fill(nextAppCode(site, key).replace(/^.{3}/, "$& "));
    await page.getByRole("button", { name: "Continue" }).click();
    await expectHeading(page, "Profile");

    await signOutAndIn(page);
    await page.getByRole("button", { name: "Use a recovery code" }).click();
    await page.getByLabel("Recovery code").fill((codes[0] ?? "").toLowerCase());
    await page.keyboard.press("Enter");
    await expectHeading(page, "Profile");
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByText("9 codes are left.").waitFor();

    await page.getByRole("link", { name: "Activity" }).click();
    await page.locator("main h3").first().waitFor();
    expect(await page.getByText("Something happened to the account").count()).toBe(0);
  },
);

browserTest(
  "a change that needs a younger proof asks for it in a dialog, and is made after that, once",
  { timeout: 120_000 },
  async () => {
    const site = await open();
    const page = await openAsAda(site);
    const { key, codes } = await turnOnAppByHand(page, site);
    await page.getByRole("button", { name: "I have saved them" }).click();
    site.clock.advance(11 * MINUTE);

    // To cancel leaves everything as it is.
    await page.getByRole("button", { name: "Make new codes" }).click();
    await confirmByPassword(page, "Make new codes");
    const question = page.getByRole("dialog", { name: "Confirm that it is you" });
    await question.getByLabel("Code from the app").waitFor();
    expect(await question.getByRole("button", { name: "Use my password" }).count()).toBe(0);
    await question.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Confirm that it is you to continue.").waitFor();

    await page.getByRole("dialog").getByRole("button", { name: "Make new codes" }).click();
    await question.getByLabel("Code from the app").fill("000000");
    await question.getByRole("button", { name: "Continue" }).click();
    await question.getByText("This code is wrong or has expired").waitFor();
    await question.getByLabel("Code from the app").fill(appCode(site, key));
    await page.keyboard.press("Enter");
    const fresh = await readCodes(page);
    expect(fresh.filter((code) => codes.includes(code))).toEqual([]);
    await page.getByRole("button", { name: "I have saved them" }).click();

    await page.getByRole("button", { name: "Turn off" }).click();
    await confirmByPassword(page, "Turn off");
    await page.getByText("The authenticator app is turned off.").waitFor();
    await signOutByHand(page);
    await signInByHand(page, "ada");
    await expectHeading(page, "Profile");
  },
);

browserTest("a second step that took too long leads back to the form, and so does the way back", async () => {
  const site = await open();
  const page = await openAsAda(site);
  const { key } = await turnOnAppByHand(page, site);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await signOutAndIn(page);
  await page.getByRole("button", { name: "Back to sign in" }).click();
  await expectHeading(page, "Sign in");

  await signInByHand(page, "ada");
  await expectHeading(page, "Confirm that it is you");
  site.clock.advance(20 * MINUTE);
  await page.getByLabel("Code from the app").fill(appCode(site, key));
  await page.getByRole("button", { name: "Continue" }).click();
  await expectHeading(page, "This sign-in has expired");
  await page.getByRole("button", { name: "Sign in again" }).click();
  await expectHeading(page, "Sign in");
  await page.getByLabel("Stay signed in").uncheck();
  await signInByHand(page, "ada");
  await page.getByLabel("Code from the app").fill(nextAppCode(site, key));
  await page.keyboard.press("Enter");
  await expectHeading(page, "Profile");
  const cookies = await page.context().cookies();
  expect(cookies.find(({ name }) => name === "refreshToken")?.expires).toBe(-1);
});

browserTest("where every account needs a second factor, it is set up before the first page", async () => {
  const site = await open({ requireSecondFactor: "everybody" });
  const ada = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" };
  await anAccount(site.server(), { ...ada, emailVerifiedAt: site.clock.now() });
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/sign-in?next=/account/sessions`);
  await signInByHand(page, "ada");
  await expectHeading(page, "Protect your account");
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const key = await readKey(page);
  await page.getByLabel("Code from the app").fill(appCode(site, key));
  await page.keyboard.press("Enter");
  await readCodes(page);
  expect(await livingSessions(site)).toBe(1);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await expectHeading(page, "Sessions");
});

browserTest(
  "where every account needs a verified address and a second factor, a new user gets through both and is signed in",
  { timeout: 120_000 },
  async () => {
    const site = await open({ requireSecondFactor: "everybody", requireVerifiedEmail: true });
    const page = await (await site.aBrowser()).newPage();
    await fillRegistration(page, site.origin);
    await expectHeading(page, "Check your email");
    await page.getByText("ada@example.com").waitFor();

    // The address comes first: nobody sets a factor up for somebody else's.
    await page.getByRole("link", { name: "Sign in" }).click();
    await expectHeading(page, "Sign in");
    await signInByHand(page, "ada");
    await page.getByText("Your email address is not verified yet").waitFor();
    expect(await livingSessions(site)).toBe(0);

    await verifyByHand(page, site);
    await page.goto(`${site.origin}/sign-in`);
    await signInByHand(page, "ada");
    await expectHeading(page, "Protect your account");
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    const key = await readKey(page);
    await page.getByLabel("Code from the app").fill(appCode(site, key));
    await page.keyboard.press("Enter");
    expect(await readCodes(page)).toHaveLength(10);
    await page.getByRole("button", { name: "I have saved them" }).click();
    await expectHeading(page, "Profile");
    expect(await livingSessions(site)).toBe(1);

    await signOutAndIn(page);
    await page.getByLabel("Code from the app").fill(nextAppCode(site, key));
    await page.keyboard.press("Enter");
    await expectHeading(page, "Profile");
  },
);

browserTest("the keyboard alone turns on an authenticator app, and signs in with it", async () => {
  const site = await open();
  const page = await openAsAda(site);
  const focusOn = async (name: string) => {
    for (let presses = 0; presses < 8; presses += 1) {
      const focused = page.locator(":focus");
      if ((await focused.count()) > 0 && (await focused.evaluate(NAME_OF)) === name) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not lead to "${name}".`);
  };
  await page.goto(`${site.origin}/account/security`);
  await page.getByRole("button", { name: "Set up" }).press("Enter");
  await page.locator("dialog [name=password]:focus").waitFor();
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.locator("h2:focus").getByText("Authenticator app").waitFor();
  const key = await readKey(page);
  await focusOn("code");
  await page.keyboard.type(appCode(site, key));
  await page.keyboard.press("Enter");
  await page.locator("h1:focus").getByText("Save your recovery codes").waitFor();
  const [code = ""] = await readCodes(page);
  await focusOn("I have saved them");
  await page.keyboard.press("Enter");
  await page.locator("h1:focus").getByText("Security").waitFor();

  await signOutAndIn(page);
  await page.locator("[name=code]:focus").waitFor();
  await focusOn("Use a recovery code");
  await page.keyboard.press("Enter");
  await page.locator("[name=recoveryCode]:focus").waitFor();
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
  await expectHeading(page, "Profile");
});

/** A field by its name, a button by its text. */
const NAME_OF = (element: { getAttribute(name: string): string | null; textContent: string | null }) =>
  element.getAttribute("name") ?? element.textContent;
