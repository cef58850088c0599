import { hidesSomething, showsSomething } from "../../utils/displayText.js";
import { SECOND } from "../../utils/duration.js";
import { invalidAnswer } from "./ProviderFault.js";

export type Claims = Readonly<Record<string, unknown>>;

/** How far the clocks of a provider and of this server may be apart. */
export const CLOCK_TOLERANCE = 30 * SECOND;

/** OpenID Connect Core §2 */
const MAX_SUBJECT = 255;
/** RFC 5321 §4.5.3.1.3, without the brackets. */
const MAX_EMAIL = 254;
const MAX_NAME = 100;

/**
 * What openid-client does not check of an ID token, or by another clock.
 * @param now epoch milliseconds
 * @throws ProviderFault PROVIDER_ANSWER_INVALID
 */
export function assertClaims(
  { sub, azp, iat, exp }: Claims,
  { clientId, now }: { clientId: string; now: number },
): void {
  if (typeof sub !== "string" || sub === "" || sub.length > MAX_SUBJECT) {
    throw invalidAnswer(`sub is no text of 1 to ${MAX_SUBJECT} characters`);
  }
  // OpenID Connect Core §3.1.3.7: made for another client, which might be anybody's.
  if (azp !== undefined && azp !== clientId) throw invalidAnswer("azp is another client");
  if (!(typeof iat === "number" && iat * SECOND <= now + CLOCK_TOLERANCE)) throw invalidAnswer("iat is in the future");
  if (!(typeof exp === "number" && exp * SECOND > now - CLOCK_TOLERANCE)) throw invalidAnswer("exp has passed");
}

/** A claim that is an address; `null` for anything else. */
export function emailOf(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_EMAIL) return null;
  return /^[^\s@<>"(),:;[\]\\]+@[^\s@]+$/.test(value) && !hidesSomething(value) ? value : null;
}

/** In lower case. */
export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

/** A claim that can be the name of a person; `null` for anything else. */
export function fullNameOf(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const name = value.trim();
  return [...name].length <= MAX_NAME && showsSomething(name) && !hidesSomething(name) ? name : null;
}

/** A claim that can be a name in this project: no address, which some providers send in its place. */
export function usernameOf(value: unknown): string | null {
  const name = fullNameOf(value);
  return name === null || /[\s@]/.test(name) ? null : name;
}
