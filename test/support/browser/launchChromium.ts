import { type Browser, chromium } from "playwright-core";
import { findChromium } from "./findBrowsers.js";

/** `null` where there is no Chromium; then the tests are skipped. */
export async function launchChromium(): Promise<Browser | null> {
  const executablePath = findChromium();
  if (executablePath === null) return null;
  // As root Chromium refuses to start with its sandbox; the pages are our own.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
