import type { Passkey } from "../../stores/Store.js";
import { MINUTE, SECOND } from "../../utils/duration.js";

/** What an authenticator has signed, once the signature was verified. */
export interface Assertion {
  /** How often the passkey was used, as its authenticator counts; 0 where it does not count. */
  readonly counter: number;
  /** Whether the passkey may have copies on other devices: flag BE. */
  readonly synced: boolean;
  readonly backedUp: boolean;
  /** SHA-256 of the challenge, base64url. */
  readonly challengeHash: string;
  /** When the flow of the challenge ends, in epoch milliseconds: until then the same assertion could come again. */
  readonly flowExpiresAt: number;
}

export type AssertionVerdict =
  /** `next` must be stored with a compare-and-set before anybody is let in: of several requests with one assertion, one wins. */
  | { readonly kind: "accepted"; readonly next: Passkey; readonly counterFell: boolean }
  | { readonly kind: "refused"; readonly reason: "spent" | "cloned" }
  | { readonly kind: "busy"; readonly retryAfterSeconds: number };

const MAX_SPENT = 16;
/** The clocks of two servers may differ: one must not forget a challenge whose flow is good for the other. */
const CLOCK_TOLERANCE = MINUTE;

/**
 * Judges a verified assertion against the stored passkey. The signature alone would hold again: that an assertion counts once is
 * decided here.
 *
 * A counter that rises proves that the assertion is new, as long as there is one authenticator: an older one never counts higher. Where
 * there may be several (a synced passkey), or none that counts, the challenges that were answered are remembered, for as long as
 * somebody could present them again. WebAuthn §7.2 step 22: a counter that does not rise shows a copy of a key that has none.
 *
 * @example
 * judgeAssertion(passkey, assertion, Date.now()); // { kind: "accepted", next, counterFell: false }
 */
export function judgeAssertion(passkey: Passkey, assertion: Assertion, now: number): AssertionVerdict {
  const { counter, synced, backedUp, challengeHash, flowExpiresAt } = assertion;
  const spent = passkey.spent.filter(({ until }) => until > now);
  if (spent.some(({ hash }) => hash === challengeHash)) return { kind: "refused", reason: "spent" };

  const counts = counter > 0 || passkey.counter > 0;
  const rises = counter > passkey.counter;
  if (counts && !rises && !synced) return { kind: "refused", reason: "cloned" };

  const isRemembered = synced || !rises;
  const [oldest] = spent;
  if (isRemembered && spent.length >= MAX_SPENT && oldest !== undefined) {
    const free = Math.min(...spent.map(({ until }) => until));
    return { kind: "busy", retryAfterSeconds: Math.max(1, Math.ceil((free - now) / SECOND)) };
  }
  const entry = { hash: challengeHash, until: flowExpiresAt + CLOCK_TOLERANCE };
  const next: Passkey = {
    ...passkey,
    // Never lower: an assertion of before, with a higher counter, would seem to be new.
    counter: Math.max(counter, passkey.counter),
    backedUp,
    lastUsedAt: now,
    spent: isRemembered ? [...spent, entry] : spent,
    version: passkey.version + 1,
  };
  return { kind: "accepted", next, counterFell: counts && !rises };
}
