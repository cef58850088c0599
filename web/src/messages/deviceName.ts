import { parse } from "bowser";
import { t } from "./messages.js";

const LONGEST_NAME = 40;

/** The name of a device from its `User-Agent`: "Firefox on Windows", "Safari on an iPhone", "curl". The sender chooses the text. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return t("device.unknown");
  const { browser, os, platform } = parse(userAgent);
  if (browser.name === undefined || browser.name === "") return programName(userAgent);
  const { model } = platform;
  // People use the name of the device, not of its system.
  if (model === "iPhone" || model === "iPad") return t("device.onApple", { browser: browser.name, model });
  return os.name === undefined || os.name === ""
    ? browser.name
    : t("device.onSystem", { browser: browser.name, system: os.name });
}

/** Programs begin with `name/version`. */
function programName(userAgent: string): string {
  const name = /^[\w .-]+/.exec(userAgent)?.[0].trim() ?? "";
  return name === "" ? t("device.unknown") : name.slice(0, LONGEST_NAME);
}
