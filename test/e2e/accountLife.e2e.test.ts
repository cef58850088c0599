import { readFileSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import {
  expectHeading,
  PASSWORD,
  registerByHand,
  type Site,
  signInByHand,
  signOutByHand,
  sites,
} from "../support/browser/site.js";

const { open } = sites();

/** No violation in either theme; a page that moves when it is looked at is judged as it has come to rest. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  }
}

/** The link to a page that was mailed to an address. */
async function linkTo(site: Site, path: string, address: string): Promise<string> {
  const mails = await site.server().mails();
  return mails.find(({ to, link }) => to.includes(address) && link.startsWith(site.origin + path))?.link ?? "";
}

/** Whatever the page complains about, and whatever it asks another origin for. */
function watch(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url())) complaints.push(request.url());
  });
  return complaints;
}

browserTest(
  "the whole life of an account by clicking, accessible in each state and both themes",
  {
    timeout: 240_000,
  },
  async () => {
    const site = await open();
    const context = await site.aBrowser();
    const page = await context.newPage();
    const complaints = watch(page, site.origin);

    await page.goto(site.origin);
    await expectHeading(page, "Sign in");
    await expectAccessible(page);
    await signInByHand(page, "nobody", "not a password");
    await page.getByText("Incorrect username, email or password.").waitFor();
    await expectAccessible(page);

    await page.getByRole("link", { name: "Create an account" }).click();
    await expectHeading(page, "Create an account");
    await page.getByRole("button", { name: "Create account" }).click();
    await expectAccessible(page);
    await registerByHand(page, site.origin);
    await expectHeading(page, "Profile");
    await expectAccessible(page);

    await page.getByRole("link", { name: "Email" }).click();
    await page.getByText("Not verified").waitFor();
    await expectAccessible(page);
    await page.goto(await linkTo(site, "/verify-email", "ada@example.com"));
    await expectHeading(page, "Verify your email address");
    // The token is gone from the address bar, and with it from the history and from whatever looks over a shoulder.
    expect(page.url()).toBe(`${site.origin}/verify-email`);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Verify my email address" }).click();
    await expectHeading(page, "Your email address is verified");

    await page.goto(`${site.origin}/account`);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");

    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("Email").fill("ada@example.com");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("we sent a link to it").waitFor();
    await expectAccessible(page);
    await page.goto(await linkTo(site, "/reset-password", "ada@example.com"));
    await expectHeading(page, "Set a new password");
    await page.getByLabel("New password", { exact: true }).fill("ada");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("At least 8 characters").first().waitFor();
    await expectAccessible(page);
    await page.getByLabel("New password", { exact: true }).fill("a ship in the bay");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Your new password is set").waitFor();
    await signInByHand(page, "ada@example.com", "a ship in the bay");
    await expectHeading(page, "Profile");

    await page.getByRole("link", { name: "Email" }).click();
    await page.getByLabel("New email address").fill("lovelace@example.com");
    await page.getByLabel("Your password", { exact: true }).fill("a ship in the bay");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("lovelace@example.com").waitFor();
    await page.goto(await linkTo(site, "/confirm-email-change", "lovelace@example.com"));
    await page.getByRole("button", { name: "Use this email address" }).click();
    await page.getByRole("link", { name: "Go to my account" }).click();

    await page.getByRole("link", { name: "Password" }).click();
    await page.getByLabel("Current password", { exact: true }).fill("a ship in the bay");
    await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await expectAccessible(page);

    const other = await (await site.aBrowser()).newPage();
    await other.goto(`${site.origin}/sign-in`);
    await signInByHand(other, "ada");
    await expectHeading(other, "Profile");
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.getByText("This device").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign out all other devices" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out all other devices" }).click();
    await page.getByText("All other devices are signed out").waitFor();
    await other.getByRole("link", { name: "Activity" }).click();
    await expectHeading(other, "Sign in");

    await page.getByRole("link", { name: "Activity" }).click();
    await page.getByText("The account was created").waitFor();
    await expectAccessible(page);

    await page.getByRole("link", { name: "Your data" }).click();
    await expectAccessible(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download my data" }).click(),
    ]);
    const exported = JSON.parse(readFileSync(await download.path(), "utf8"));
    expect(exported.user).toMatchObject({ username: "ada", email: "lovelace@example.com" });
    await page.getByLabel("Type your username").fill("ada");
    await page.getByLabel("Your password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Delete my account" }).click();
    await expectHeading(page, "Sign in");
    expect(await site.server().store.users.byLogin({ username: "ada" })).toBeNull();
    expect(complaints).toEqual([]);
  },
);

browserTest(
  "only another username asks for the password, and one that is wrong loses nothing that was typed",
  async () => {
    const site = await open();
    const page = await (await site.aBrowser()).newPage();
    await registerByHand(page, site.origin);
    const save = page.getByRole("button", { name: "Save" });
    const username = page.getByLabel("Username");
    const password = page.getByLabel("Your password", { exact: true });

    await page.getByLabel("Full name").fill("Ada King");
    await username.fill(" ADA ");
    expect(await password.count()).toBe(0);
    await save.click();
    await page.getByText("Saved.").waitFor();

    await username.fill("countess");
    await save.click();
    await page.getByText("This field is required.").waitFor();
    await expectAccessible(page);
    await password.fill("not the password");
    await save.click();
    await page.getByText("Incorrect password.").waitFor();
    expect(await username.inputValue()).toBe("countess");
    await password.fill(PASSWORD);
    await save.click();
    await page.getByText("Saved.").waitFor();
    expect(await password.count()).toBe(0);
    const users = site.server().store.users;
    expect(await users.byLogin({ username: "countess" })).toMatchObject({ fullName: "Ada King" });
  },
);

browserTest("after signing in one is back where one wanted to go, and only within this site", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await registerByHand(page, site.origin);
  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  for (const [next, expected] of [
    ["/account/sessions", "/account/sessions"],
    ["//evil.example/", "/account"],
    ["https://evil.example/", "/account"],
    ["/\\evil.example", "/account"],
  ]) {
    await page.goto(`${site.origin}/sign-in?next=${encodeURIComponent(next ?? "")}`);
    await signInByHand(page, "ada");
    await page.waitForURL(site.origin + expected);
    await signOutByHand(page);
    await expectHeading(page, "Sign in");
  }
});

browserTest("nothing overflows at 320 pixels", async () => {
  const site = await open();
  const page = await (await site.aBrowser()).newPage();
  await page.setViewportSize({ width: 320, height: 700 });
  await registerByHand(page, site.origin);
  for (const path of ["", "/email", "/password", "/sessions", "/activity", "/data"]) {
    await page.goto(`${site.origin}/account${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(320);
  }
});
