import type { Browser, Page } from "playwright-core";
import type { Language } from "../../../../src/language/index.js";
import { loadApiDocs } from "../../../../src/openapi/index.js";
import { ManualClock } from "../../ManualClock.js";
import { createMemoryStore } from "../../memoryStore/index.js";
import { DESKTOP } from "../engines/Engine.js";
import { startSite } from "../startSite.js";
import type { PageState } from "./PageState.js";
import { CHROME, Visit } from "./Visit.js";

/** A weekday in spring, so that pictures of two days are the same. */
const MOMENT = Date.UTC(2026, 4, 12, 14, 5);
const PATIENCE_MS = 10_000;

/**
 * Opens a page in a state, with a server and a browser profile of its own, and closes both when `look` is done.
 *
 * @param pages - the folder of the built pages
 */
export async function openState(
  { open, settings = {}, scripts, providers = false }: PageState,
  { browser, pages, language }: { browser: Browser; pages: string; language: Language },
  look: (page: Page) => Promise<void>,
): Promise<void> {
  const clock = new ManualClock(MOMENT);
  const site = await startSite(settings, {
    pages,
    clock,
    store: createMemoryStore(),
    apiDocs: loadApiDocs(),
    providers,
  });
  const context = await browser.newContext({
    viewport: DESKTOP,
    locale: language,
    timezoneId: "UTC",
    userAgent: CHROME,
    javaScriptEnabled: scripts !== "off",
    // A page that moves when it is looked at is judged as it has come to rest.
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  try {
    await context.clock.setFixedTime(MOMENT);
    const page = await context.newPage();
    await open(new Visit({ site, context, page, language }));
    await look(page);
  } finally {
    await context.close();
    await site.close();
  }
}
