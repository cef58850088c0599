import type { BrowserContext, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { browserTest } from "../support/browser/chromium.js";
import { confirmByPassword, nextAppCode, turnOnAppByHand } from "../support/browser/factors.js";
import {
  expectHeading,
  PASSWORD,
  type SiteInChromium,
  signInByHand,
  signOutByHand,
  sites,
} from "../support/browser/site.js";
import { livingSessions } from "../support/browser/startSite.js";
import { anAccount } from "../support/http/accounts.js";
import { MINUTE } from "../support/ManualClock.js";
import { startOidcProvider } from "../support/providers/startOidcProvider.js";

const { open } = sites();

const ADA = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" } as const;

/** A site whose users sign in with a real provider on another origin, which answers for its addresses. */
async function openWithProvider(): Promise<SiteInChromium> {
  return open(async (origin) => {
    const provider = await startOidcProvider({ redirectUris: [`${origin}/api/v1/auth/providers/acme/callback`] });
    onTestFinished(provider.close);
    const trust = { trustsEmail: true, authoritativeFor: ["example.com"] };
    return { oidcProviders: JSON.stringify([{ ...provider.entry, ...trust, label: "Acme" }]) };
  });
}

/** Chooses an account on the page of the provider. */
async function choose(page: Page, account: "ada" | "grace" | "cancel"): Promise<void> {
  await page.getByRole("link", { name: account }).click();
}

const withAcme = (page: Page) => page.getByRole("button", { name: "Continue with Acme" });

async function aPage(site: SiteInChromium, context?: BrowserContext): Promise<Page> {
  return (context ?? (await site.aBrowser())).newPage();
}

/** Signs in with the password, and links the provider on the page of the account. */
async function linkByHand(page: Page, site: SiteInChromium, account: "ada" | "grace"): Promise<void> {
  await page.goto(`${site.origin}/sign-in?next=/account/security`);
  await signInByHand(page, "ada");
  await page.getByRole("button", { name: "Link Acme" }).click();
  await confirmByPassword(page, "Continue");
  await choose(page, account);
  await page.getByText("The account is linked.").waitFor();
}

browserTest("an account begins with a provider, and its owner signs out and in with it", async () => {
  const site = await openWithProvider();
  const page = await aPage(site);
  const addresses: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/providers/finish")) addresses.push(page.url());
  });
  await page.goto(`${site.origin}/register?next=/account/sessions`);
  await withAcme(page).click();
  await choose(page, "ada");
  await expectHeading(page, "Create an account");
  // What the provider has answered leaves the address before anything is sent.
  expect(addresses).toEqual([`${site.origin}/sign-in/continue`]);
  expect(await page.getByLabel("Full name").inputValue()).toBe("Ada Lovelace");
  expect(await page.getByLabel("Email").inputValue()).toBe("ada@example.com");
  await page.getByLabel("Username").fill("countess");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHeading(page, "Sessions");
  expect(await livingSessions(site, "countess")).toBe(1);

  await signOutByHand(page);
  await expectHeading(page, "Sign in");
  expect(await livingSessions(site, "countess")).toBe(0);
  await page.getByLabel("Stay signed in").uncheck();
  await withAcme(page).click();
  // The provider knows who that is.
  await expectHeading(page, "Profile");
  expect(await livingSessions(site, "countess")).toBe(1);
  const cookies = await page.context().cookies(site.origin);
  expect(cookies.find(({ name }) => name === "refreshToken")?.expires).toBe(-1);

  // Back to the page of the answer: it says what to do, and nobody is signed out.
  await page.goto(`${site.origin}/sign-in/continue#code=1&state=2&provider=acme`);
  await expectHeading(page, "This did not work");
  await page.getByRole("link", { name: "Go to my account" }).click();
  await expectHeading(page, "Security");
});

browserTest("a provider is linked on the page of the account, signs in, and is unlinked", async () => {
  const site = await openWithProvider();
  await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
  const page = await aPage(site);
  await linkByHand(page, site, "grace");
  await page.locator(".passkeys").getByText("grace@example.net").waitFor();
  expect(await page.getByRole("button", { name: "Link Acme", exact: true }).count()).toBe(0);
  // The notice is for once.
  await page.reload();
  await page.locator(".passkeys").waitFor();
  expect(await page.getByText("The account is linked.").count()).toBe(0);

  await signOutByHand(page);
  await withAcme(page).click();
  await expectHeading(page, "Profile");

  await page.goto(`${site.origin}/account/security`);
  await page.getByRole("button", { name: "Unlink Acme" }).click();
  await confirmByPassword(page, "Unlink");
  await page.getByText("Acme is unlinked.").waitFor();
  await page.getByText("No account is linked yet.").waitFor();
  await page.getByRole("link", { name: "Activity" }).click();
  await page.getByText("An account elsewhere was unlinked").waitFor();
  expect(await page.getByText("Something happened to the account").count()).toBe(0);
});

browserTest("who has an account with that address signs in to it, and links the provider then", async () => {
  const site = await openWithProvider();
  await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
  const page = await aPage(site);
  await page.goto(`${site.origin}/sign-in`);
  await withAcme(page).click();
  await choose(page, "ada");
  await page.getByText("An account already has the email address of your Acme account.").waitFor();
  // It waits in this tab.
  await page.reload();
  await page.getByText("An account already has the email address of your Acme account.").waitFor();
  expect(await livingSessions(site)).toBe(0);

  await signInByHand(page, "ada");
  await expectHeading(page, "Link Acme");
  // After the page was loaded again nobody knows the password any more.
  await page.reload();
  await expectHeading(page, "Link Acme");
  await page.getByLabel("Your password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Link", exact: true }).click();
  await expectHeading(page, "Security");
  await page.getByText("The account is linked.").waitFor();

  await signOutByHand(page);
  await withAcme(page).click();
  await expectHeading(page, "Profile");
});

browserTest("a provider does not replace the second factor of the account", async () => {
  const site = await openWithProvider();
  await anAccount(site.server(), { ...ADA, emailVerifiedAt: site.clock.now() });
  const page = await aPage(site);
  await linkByHand(page, site, "ada");
  const { key } = await turnOnAppByHand(page, site);
  await page.getByRole("button", { name: "I have saved them" }).click();
  await signOutByHand(page);
  // Another page would cut off the request that signs out.
  await expectHeading(page, "Sign in");

  await page.goto(`${site.origin}/sign-in?next=/account/sessions`);
  await withAcme(page).click();
  await expectHeading(page, "Confirm that it is you");
  expect(await livingSessions(site)).toBe(0);
  await page.getByLabel("Code from the app").fill(nextAppCode(site, key));
  await page.getByRole("button", { name: "Continue" }).click();
  await expectHeading(page, "Sessions");
});

browserTest("an account with a provider alone signs in again for a change, and keeps its last way in", async () => {
  const site = await openWithProvider();
  const page = await aPage(site);
  await page.goto(`${site.origin}/sign-in?next=/account/security`);
  await withAcme(page).click();
  await choose(page, "ada");
  await page.getByRole("button", { name: "Create account" }).click();
  await expectHeading(page, "Security");
  await page.getByText("You sign in without a password.").waitFor();

  site.clock.advance(11 * MINUTE);
  const unlink = async (): Promise<void> => {
    await page.getByRole("button", { name: "Unlink Acme" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Unlink" }).click();
  };
  await unlink();
  await page.getByText("Sign in again to continue.").waitFor();
  await withAcme(page).click();
  await expectHeading(page, "Security");
  await unlink();
  await page.getByText("This is the only way to sign in to your account.").waitFor();
  expect(await page.getByRole("button", { name: "Unlink Acme" }).count()).toBe(1);
});

browserTest("who cancels at the provider, or goes back, finds a page that leads on", async () => {
  const site = await openWithProvider();
  const page = await aPage(site);
  await page.goto(`${site.origin}/sign-in`);
  await withAcme(page).click();
  await choose(page, "cancel");
  await expectHeading(page, "You were not signed in");
  await withAcme(page).click();
  await page.getByRole("link", { name: "grace" }).waitFor();
  // Back from the provider: the button works again.
  await page.goBack();
  await page.goto(`${site.origin}/sign-in`);
  await withAcme(page).click();
  await choose(page, "grace");
  await expectHeading(page, "Create an account");
  // Loaded again, the answer is gone.
  await page.reload();
  await expectHeading(page, "This sign-in has expired");
  await page.getByRole("link", { name: "Sign in again" }).click();
  await expectHeading(page, "Sign in");
});

browserTest("a provider that is away is tried again with the same answer", async () => {
  const site = await openWithProvider();
  const page = await aPage(site);
  await page.goto(`${site.origin}/sign-in`);
  await page.route("**/auth/providers/finish*", (route) => route.abort(), { times: 1 });
  await withAcme(page).click();
  await choose(page, "ada");
  await expectHeading(page, "This did not work");
  await page.getByRole("button", { name: "Try again" }).click();
  await expectHeading(page, "Create an account");
});
