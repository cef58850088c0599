import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { nextAppCode, turnOnAppByHand } from "../support/browser/factors.js";
import { expectHeading, type SiteInChromium, signInByHand, signOutByHand, sites } from "../support/browser/site.js";
import { livingSessions } from "../support/browser/startSite.js";
import { anAccount } from "../support/http/accounts.js";
import { newestCode, otherThan } from "../support/http/emailCodes.js";

const { open } = sites();

const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" } as const;

async function openWithAda(): Promise<SiteInChromium> {
  const site = await open({ emailCode: "on" });
  await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
  return site;
}

const codeOf = (site: SiteInChromium) => newestCode(site.server(), ADA.email);
const field = (page: Page) => page.getByLabel("Code from the email");

/** Requests a code by the pages, up to the field for it. */
async function request(page: Page, site: SiteInChromium, next = ""): Promise<void> {
  await page.goto(`${site.origin}/sign-in${next}`);
  await page.getByRole("link", { name: "Email me a code" }).click();
  await page.getByLabel("Email").fill(ADA.email);
  await page.getByRole("button", { name: "Email me a code" }).click();
  await field(page).waitFor();
}

browserTest("a mailed code signs in, once, and goes on to where its owner wanted to go", async () => {
  const site = await openWithAda();
  const page = await (await site.aBrowser()).newPage();
  await request(page, site, "?next=/account/sessions");
  expect(await field(page).getAttribute("autocomplete")).toBe("one-time-code");
  expect(await field(page).getAttribute("inputmode")).toBe("numeric");
  const code = await codeOf(site);

  await field(page).fill(otherThan(code));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByText("This code is wrong or has expired").waitFor();
  expect(await livingSessions(site)).toBe(0);
  // Phones load a page again after the mail was read.
  await page.reload();
  await field(page).fill(`${code.slice(0, 4)} ${code.slice(4)}`);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectHeading(page, "Sessions");
  expect(await livingSessions(site)).toBe(1);

  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  await page.goto(`${site.origin}/sign-in/code#code=${code}`);
  await expectHeading(page, "Enter this code");
  expect(await livingSessions(site)).toBe(0);
});

browserTest("the link signs in by itself in the browser that requested it, and both tabs go on", async () => {
  const site = await openWithAda();
  const context = await site.aBrowser();
  const page = await context.newPage();
  await request(page, site, "?next=/account/sessions");

  const fromMail = await context.newPage();
  await fromMail.goto(`${site.origin}/sign-in/code#code=${await codeOf(site)}`);
  await expectHeading(fromMail, "Sessions");
  expect(fromMail.url()).not.toContain("#");
  await expectHeading(page, "Sessions");
  expect(await livingSessions(site)).toBe(1);
});

browserTest("the link signs nobody in elsewhere: it shows the code, which works where it was requested", async () => {
  const site = await openWithAda();
  const page = await (await site.aBrowser()).newPage();
  await request(page, site);

  const elsewhere = await (await site.aBrowser()).newPage();
  await elsewhere.goto(`${site.origin}/sign-in/code#code=${await codeOf(site)}`);
  await expectHeading(elsewhere, "Enter this code");
  expect(elsewhere.url()).toBe(`${site.origin}/sign-in/code`);
  expect(await livingSessions(site)).toBe(0);
  const shown = (await elsewhere.locator(".big-code").textContent()) ?? "";
  await field(page).fill(shown);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectHeading(page, "Profile");
});

browserTest("a mailed code does not replace the second factor, and another code is sent after a while", async () => {
  const site = await openWithAda();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/sign-in?next=/account/security`);
  await signInByHand(page, "ada");
  await expectHeading(page, "Security");
  const { key } = await turnOnAppByHand(page, site);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await signOutByHand(page);

  await page.clock.install();
  await request(page, site);
  const first = await codeOf(site);
  expect(await page.getByText(/^Send another code in/).getAttribute("aria-disabled")).toBe("true");
  await page.clock.runFor(61_000);
  // Mails of one moment have no order.
  site.clock.advance(61_000);
  await page.getByRole("button", { name: "Send another code" }).click();
  await page.getByText("We sent another code.").waitFor();
  const second = await codeOf(site);
  expect(second).not.toBe(first);
  await field(page).fill(second);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expectHeading(page, "Confirm that it is you");
  expect(await livingSessions(site)).toBe(0);
  await page.getByLabel("Code from the app").fill(nextAppCode(site, key));
  await page.getByRole("button", { name: "Continue" }).click();
  await expectHeading(page, "Profile");
});

browserTest(
  "an account begins without a password, and the code of its first sign-in verifies its address",
  async () => {
    const site = await open({ emailCode: "on", username: "off" });
    const page = await (await site.aBrowser()).newPage();
    await page.goto(`${site.origin}/register`);
    await page.getByLabel("Full name").fill("Ada Lovelace");
    await page.getByLabel("Email").fill(ADA.email);
    await page.getByRole("button", { name: "Use emailed codes instead of a password" }).click();
    expect(await page.locator("[type=password]").count()).toBe(0);
    await page.getByRole("button", { name: "Create account" }).click();
    await field(page).waitFor();
    await field(page).fill(await codeOf(site));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expectHeading(page, "Profile");
    expect(await page.getByText("Your email address is not verified yet.").count()).toBe(0);
  },
);

browserTest("without EMAIL_CODE there is no such page", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.goto(`${site.origin}/sign-in`);
  await expectHeading(page, "Sign in");
  expect(await page.getByText("Email me a code").count()).toBe(0);
  await page.goto(`${site.origin}/sign-in/code`);
  await expectHeading(page, "Page not found");
});
