import { rmSync } from "node:fs";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { configFromOptions, type LatchkeyOptions } from "../../../src/config/index.js";
import { loadPages } from "../../../src/site/index.js";
import { ProxyInBetween } from "../http/ProxyInBetween.js";
import { ACCESS_SECRET, REFRESH_SECRET, startTestServer, type TestServer } from "../http/testServer.js";
import { ManualClock } from "../ManualClock.js";
import { buildPages } from "./builtPages.js";
import { launchChromium } from "./chromium.js";

export interface Site {
  /** What the browser opens: everything goes through the proxy. */
  readonly origin: string;
  readonly proxy: ProxyInBetween;
  readonly clock: ManualClock;
  /** The server that runs now. */
  server(): TestServer;
  /** The server dies without a word, and another takes over its file. */
  crashAndRestart(): Promise<void>;
  /** A browser with an empty cookie jar. Its `locale` is what it sends as `Accept-Language`. */
  aBrowser(options?: BrowserContextOptions): Promise<BrowserContext>;
}

const SECRETS = { accessTokenSecret: ACCESS_SECRET, refreshTokenSecret: REFRESH_SECRET };

/** The built pages and one Chromium for the tests of a file. */
export function sites(): { open(options?: LatchkeyOptions): Promise<Site> } {
  let browser: Browser | null;
  let folder: string;

  beforeAll(async () => {
    [browser, folder] = await Promise.all([launchChromium(), buildPages()]);
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    open: async (options = {}) => {
      const proxy = await ProxyInBetween.start();
      const clock = new ManualClock();
      const start = async (databaseFile?: string) => {
        const settings = { publicUrl: proxy.origin, ...options };
        const pages = loadPages(configFromOptions({ ...SECRETS, ...settings }), undefined, [folder]);
        if (pages === null) throw new Error("The pages were not built.");
        const file = databaseFile === undefined ? {} : { databaseFile };
        const started = await startTestServer(settings, { pages, clock, ...file });
        proxy.forwardTo(Number(new URL(started.origin).port));
        return started;
      };
      let server = await start();
      const stale: TestServer[] = [];
      onTestFinished(async () => {
        await proxy.close();
        for (const one of [server, ...stale]) await one.close();
      });
      return {
        origin: proxy.origin,
        proxy,
        clock,
        server: () => server,
        crashAndRestart: async () => {
          // Its connections break and nobody gets an answer from it; what it had not committed is lost.
          proxy.forwardTo(1);
          stale.push(server);
          server = await start(server.databaseFile);
        },
        aBrowser: async (contextOptions) => {
          if (browser === null) throw new Error("No Chromium was found.");
          const context = await browser.newContext(contextOptions);
          context.setDefaultTimeout(20_000);
          onTestFinished(() => context.close());
          return context;
        },
      };
    },
  };
}

export const PASSWORD = "correct horse battery";

/** Registers by the pages, and is signed in afterwards. */
export async function registerByHand(page: Page, origin: string, who = "ada"): Promise<void> {
  await page.goto(`${origin}/register`);
  await page.getByLabel("Full name").fill("Ada Lovelace");
  await page.getByLabel("Username").fill(who);
  await page.getByLabel("Email").fill(`${who}@example.com`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL(`${origin}/account`);
}

export async function signInByHand(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Username or email").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

export async function expectHeading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { level: 1, name }).waitFor();
}

/** Opens the menu with the user's name, and signs out. */
export async function signOutByHand(page: Page): Promise<void> {
  await page.getByRole("button", { name: "account menu" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
}
