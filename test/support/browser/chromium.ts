import { test } from "vitest";
import { findChromium } from "./findBrowsers.js";

export { launchChromium } from "./launchChromium.js";

/** A test that needs Chromium: skipped, and named at the end of the run, on a machine without it. */
export const browserTest = findChromium() === null ? test.skip : test;
