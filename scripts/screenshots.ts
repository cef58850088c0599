// Pictures of every page and mail: `npm run screenshots`.
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { builtPages } from "../test/support/browser/builtPages.js";
import { launchChromium } from "../test/support/browser/launchChromium.js";
import { HELP, readOptions } from "./screenshots/options.js";
import { allSubjects, type Subject } from "./screenshots/subjects.js";
import { takePictures } from "./screenshots/takePictures.js";
import { writeContactSheet } from "./screenshots/writeContactSheet.js";
import { optionsOrExit } from "./support/optionsOrExit.js";

const FOLDER = resolve("screenshots");
/** The pictures of the README, by what they show. */
const README = { "sign-in": "docs/images/sign-in.png", sessions: "docs/images/account.png" };
const README_SIZE = { width: 1280, height: 720 };

async function takeAll(browser: Browser, pages: string, words: readonly string[]): Promise<void> {
  const subjects = await allSubjects();
  const chosen = subjects.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
  if (chosen.length === 0) throw new Error(`No page and no mail has such a name: ${words.join(", ")}.`);
  if (words.length === 0) rmSync(FOLDER, { recursive: true, force: true });
  const failures = await takePictures(chosen, { browser, pages, folder: FOLDER });
  const sheet = writeContactSheet(
    FOLDER,
    subjects.map(({ name }) => name),
  );
  for (const failure of failures) process.stderr.write(`Not shown: ${failure}\n`);
  process.stdout.write(`${sheet} shows ${chosen.length - new Set(failures).size} of ${chosen.length}.\n`);
  if (failures.length > 0) process.exitCode = 1;
}

async function takeForReadme(browser: Browser, pages: string): Promise<void> {
  const subjects = new Map((await allSubjects()).map((subject): [string, Subject] => [subject.name, subject]));
  for (const [name, path] of Object.entries(README)) {
    await subjects.get(name)?.show({ browser, pages, language: "en" }, async (page) => {
      await page.setViewportSize(README_SIZE);
      await page.screenshot({ path });
    });
    process.stdout.write(`${join(process.cwd(), path)}\n`);
  }
}

async function run(): Promise<void> {
  const options = optionsOrExit(readOptions);
  if (options === null) return;
  if (options.help) return void process.stdout.write(HELP);
  const [browser, pages] = await Promise.all([launchChromium(), builtPages()]);
  if (browser === null)
    throw new Error("No Chromium was found: install Debian's package chromium, or set CHROMIUM_PATH.");
  try {
    if (options.readme) await takeForReadme(browser, pages);
    else await takeAll(browser, pages, options.words);
  } finally {
    await browser.close();
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
