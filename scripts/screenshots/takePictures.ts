import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createProgress } from "../../bench/compare/progress.js";
import { LANGUAGES_SEEN, LOOKS, type Look } from "./looks.js";
import type { Subject } from "./subjects.js";

/** As many as the cores of a small machine: each page has a server and a browser profile. */
const AT_A_TIME = 2;
const HEIGHT = 800;

/**
 * Takes the pictures of some subjects in every look.
 *
 * @returns what could not be shown, and why
 */
export async function takePictures(
  subjects: readonly Subject[],
  { browser, pages, folder }: { browser: Browser; pages: string; folder: string },
): Promise<string[]> {
  const jobs = subjects.flatMap((subject) => LANGUAGES_SEEN.map((language) => ({ subject, language })));
  const failures: string[] = [];
  const progress = createProgress();
  mkdirSync(folder, { recursive: true });
  progress.begin(`${subjects.length} pages and mails`, jobs.length);
  // Both take their next one from the same list.
  const waiting = jobs.values();
  const work = async () => {
    for (const { subject, language } of waiting) {
      const looks = LOOKS.filter((look) => look.language === language);
      try {
        await subject.show({ browser, pages, language }, (page) => takeAll(page, looks, join(folder, subject.name)));
      } catch (error) {
        failures.push(`${subject.name} in ${language}: ${error instanceof Error ? error.message : String(error)}`);
      }
      progress.step();
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  progress.end();
  return failures;
}

async function takeAll(page: Page, looks: readonly Look[], path: string): Promise<void> {
  for (const { name, colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: HEIGHT });
    await page.screenshot({ path: `${path}.${name}.png`, fullPage: true });
  }
}
