import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { builtPages } from "./builtPages.js";
import { launchChromium } from "./chromium.js";
import { type Site, type SiteOptions, startSite } from "./startSite.js";

/** A site until the end of the test. */
export async function openSite(options: SiteOptions = {}, parts: SiteParts = {}): Promise<Site> {
  const site = await startSite(options, { ...parts, pages: await builtPages() });
  onTestFinished(site.close);
  return site;
}

interface SiteParts {
  /** Whether users may sign in with the stub providers. */
  readonly providers?: boolean;
}

export interface SiteInChromium extends Site {
  /** A browser with an empty cookie jar. Its `locale` is what it sends as `Accept-Language`. */
  aBrowser(options?: BrowserContextOptions): Promise<BrowserContext>;
}

/** Sites, and one Chromium for the tests of a file. */
export function sites(): { open(options?: SiteOptions, parts?: SiteParts): Promise<SiteInChromium> } {
  let browser: Browser | null;

  beforeAll(async () => {
    [browser] = await Promise.all([launchChromium(), builtPages()]);
  });

  afterAll(() => browser?.close());

  const aBrowser = async (contextOptions?: BrowserContextOptions) => {
    if (browser === null) throw new Error("No Chromium was found.");
    const context = await browser.newContext(contextOptions);
    context.setDefaultTimeout(20_000);
    onTestFinished(() => context.close());
    return context;
  };
  return { open: async (options = {}, parts = {}) => ({ ...(await openSite(options, parts)), aBrowser }) };
}

export const PASSWORD = "correct horse battery";

/** Registers by the pages, and is signed in afterwards. */
export async function registerByHand(page: Page, origin: string, who = "ada"): Promise<void> {
  await fillRegistration(page, origin, who);
  await page.waitForURL(`${origin}/account`);
}

/** Sends the form of a registration, whatever comes after it. */
export async function fillRegistration(page: Page, origin: string, who = "ada"): Promise<void> {
  await page.goto(`${origin}/register`);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Username").fill(who);
  await page.getByLabel("Email").fill(`${who}@example.com`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
}

export async function signInByHand(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Username or email").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

export async function expectHeading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Opens the menu with the user's name, and signs out. */
export async function signOutByHand(page: Page): Promise<void> {
  await page.getByRole("button", { name: "account menu" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}
