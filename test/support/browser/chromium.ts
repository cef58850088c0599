import { type Browser, chromium } from "playwright-core";
import { test } from "vitest";
import { findChromium } from "./findChromium.js";

const executablePath = findChromium();

/** A test that needs a browser: skipped, and named at the end of the run, on a machine without one. */
export const browserTest = executablePath === null ? test.skip : test;

/** `null` where there is no browser; then the tests are skipped. */
export async function launchChromium(): Promise<Browser | null> {
  if (executablePath === null) return null;
  // As root Chromium refuses to start with its sandbox; the pages are our own.
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
