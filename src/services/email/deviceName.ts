import type { MailLanguage } from "../../messages/mails/index.js";

/** A program names itself by one word and a version: `curl/8.5.0`, `okhttp/4.12.0`. */
const PROGRAM = /^([a-z][\w-]{0,23})(?:\/\d.*)?$/is;
const MAX_DIGITS = 3;
/** Every browser begins with it. */
const NO_NAME = "Mozilla";

/**
 * The device of a `User-Agent` for a reader: "Chrome on Linux", "Safari on an iPhone", "curl"; `null` if it says none. A thief may
 * have written the header, so only names that we know are repeated, or one short word: neither a sentence nor a link.
 */
export async function deviceName(userAgent: string | null, t: MailLanguage["t"]): Promise<string | null> {
  if (userAgent === null || userAgent.trim() === "") return null;
  // Loaded for the first mail that needs it.
  const { BROWSER_MAP, OS_MAP, parse } = await import("bowser");
  const { browser, os, platform } = parse(userAgent);
  const name = knownIn(BROWSER_MAP, browser.name);
  if (name === null) return programName(userAgent);
  if (platform.model === "iPhone") return t("device.onIphone", { browser: name });
  if (platform.model === "iPad") return t("device.onIpad", { browser: name });
  const system = knownIn(OS_MAP, os.name);
  return system === null ? name : t("device.on", { browser: name, system });
}

/** The parser takes a name that it does not know from the text. */
function knownIn(names: object, name: string | undefined): string | null {
  return name !== undefined && Object.values(names).includes(name) ? name : null;
}

function programName(userAgent: string): string | null {
  const name = PROGRAM.exec(userAgent)?.[1] ?? NO_NAME;
  const digits = name.match(/\d/g)?.length ?? 0;
  return name === NO_NAME || digits > MAX_DIGITS ? null : name;
}
