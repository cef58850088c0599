import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect } from "vitest";
import type { Language } from "../../src/language/index.js";
import { builtPages } from "../support/browser/builtPages.js";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { openState, pageStates } from "../support/browser/states/index.js";

interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

/**
 * To open a page costs more than to judge it, and every combination would be twelve for each state. So each language, theme and width
 * is judged in each state, each theme with both widths, and the longest texts where there is the least room.
 */
const LOOKS: readonly { language: Language; looks: readonly Look[] }[] = [
  {
    language: "en",
    looks: [
      { colorScheme: "light", width: 1280 },
      { colorScheme: "dark", width: 320 },
    ],
  },
  { language: "de", looks: [{ colorScheme: "dark", width: 1280 }] },
  { language: "ar-XB", looks: [{ colorScheme: "light", width: 320 }] },
];

let browser: Browser | null;
let pages: string;

beforeAll(async () => {
  [browser, pages] = await Promise.all([launchChromium(), builtPages()]);
});

afterAll(() => browser?.close());

async function violationsIn(page: Page, { colorScheme, width }: Look): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  // The pages have no frames: then axe needs no page of its own for its verdict.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

describe.each(LOOKS)("in $language", ({ language, looks }) => {
  for (const state of pageStates.filter(({ notJudged }) => notJudged === undefined)) {
    browserTest(`axe finds nothing on ${state.name}`, async () => {
      if (browser === null) throw new Error("No Chromium was found.");
      await openState(state, { browser, pages, language }, async (page) => {
        for (const look of looks) expect([look, await violationsIn(page, look)]).toEqual([look, []]);
      });
    });
  }
});
