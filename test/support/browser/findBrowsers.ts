import { findOnPath } from "../../../scripts/mongo/findOnPath.js";

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FIREFOX = ["firefox-esr", "firefox"];

/** What shows pages in WebKitGTK. Its browser has windows only, so it needs a display. */
export interface WebKitPrograms {
  readonly driver: string;
  readonly display: string;
}

/** The browser of CHROMIUM_PATH, else the first of the usual names on the PATH, else `null`. */
export function findChromium(): string | null {
  return process.env["CHROMIUM_PATH"] ?? firstOnPath(CHROMIUM);
}

/** The browser of FIREFOX_PATH, else the first of the usual names on the PATH, else `null`. */
export function findFirefox(): string | null {
  return process.env["FIREFOX_PATH"] ?? firstOnPath(FIREFOX);
}

/** Both programs from the PATH, or `null`. */
export function findWebKit(): WebKitPrograms | null {
  const [driver, display] = [findOnPath("WebKitWebDriver"), findOnPath("Xvfb")];
  return driver === null || display === null ? null : { driver, display };
}

function firstOnPath(names: readonly string[]): string | null {
  return names.map(findOnPath).find((found) => found !== null) ?? null;
}
