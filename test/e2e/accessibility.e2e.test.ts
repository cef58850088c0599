import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect } from "vitest";
import { type Language, PSEUDO_LANGUAGE } from "../../src/language/index.js";
import { builtPages } from "../support/browser/builtPages.js";
import { browserTest, launchChromium } from "../support/browser/chromium.js";
import { openState, pageStates } from "../support/browser/states/index.js";

interface Look {
  readonly colorScheme: "light" | "dark";
  readonly width: number;
}

const LANGUAGES: readonly Language[] = ["en", "de", PSEUDO_LANGUAGE];
const THEMES = ["light", "dark"] as const;
const WIDTHS = [1280, 320] as const;

const TWO_LOOKS: readonly Look[] = [
  { colorScheme: "light", width: 1280 },
  { colorScheme: "dark", width: 320 },
];
const ALL_LOOKS: readonly Look[] = THEMES.flatMap((colorScheme) => WIDTHS.map((width) => ({ colorScheme, width })));

/**
 * To judge each state in every language, theme and width takes twelve verdicts for each, so that is for `EVERY_LOOK=1`. Else each state
 * is in one of the languages, in turn, and there in both themes and both widths.
 */
const EVERY_LOOK = process.env["EVERY_LOOK"] === "1";

const judged = pageStates
  .filter(({ notJudged }) => notJudged === undefined)
  .flatMap((state, nth) =>
    EVERY_LOOK
      ? LANGUAGES.map((language) => ({ state, name: state.name, language, looks: ALL_LOOKS }))
      : [{ state, name: state.name, language: LANGUAGES[nth % LANGUAGES.length] ?? "en", looks: TWO_LOOKS }],
  );

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

for (const { state, name, language, looks } of judged) {
  browserTest(`axe finds nothing on ${name} in ${language}`, async () => {
    if (browser === null) throw new Error("No Chromium was found.");
    await openState(state, { browser, pages, language }, async (page) => {
      for (const look of looks) expect([look, await violationsIn(page, look)]).toEqual([look, []]);
    });
  });
}
