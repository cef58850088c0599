import { parse } from "bowser";

const UNKNOWN = "Unknown app";
const LONGEST_NAME = 40;

/** The name of a device from its `User-Agent`: "Firefox on Windows", "Safari on an iPhone", "curl". The sender chooses the text. */
export function deviceName(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return UNKNOWN;
  const { browser, os, platform } = parse(userAgent);
  if (browser.name === undefined || browser.name === "") return programName(userAgent);
  const system = appleDevice(platform.model) ?? os.name;
  return system === undefined || system === "" ? browser.name : `${browser.name} on ${system}`;
}

/** People use the name of the device, not of its system. */
function appleDevice(model: string | undefined): string | null {
  return model === "iPhone" || model === "iPad" ? `an ${model}` : null;
}

/** Programs begin with `name/version`. */
function programName(userAgent: string): string {
  const name = /^[\w .-]+/.exec(userAgent)?.[0].trim() ?? "";
  return name === "" ? UNKNOWN : name.slice(0, LONGEST_NAME);
}
