import type { AuthenticationMethod } from "../../stores/Store.js";

/**
 * How sure it is who somebody is, by the ways in which they proved it. Levels are computed from what is stored and never stored
 * themselves: a stored level goes stale, and then opens what it should not.
 *
 * 0: no proof at all, as where somebody else acts in the user's name. 1: one kind of proof. 2: two kinds, or a passkey that
 * verified its user.
 */
export type AssuranceLevel = 0 | 1 | 2;

/** What is computed from the methods, for tokens and guards. */
export interface Assurance {
  readonly level: AssuranceLevel;
  readonly methods: readonly AuthenticationMethod[];
  /** When the newest method was used, in epoch milliseconds; `null` without any. */
  readonly authenticatedAt: number | null;
}

/** The most that a session keeps. */
const MAX_METHODS = 6;

/** Something that the user knows, something that the user has, or somebody else's word for it (a mailbox, a provider). */
type Kind = "knows" | "has" | "vouched-for";

const KINDS: Readonly<Record<string, Kind>> = {
  password: "knows",
  totp: "has",
  "recovery-code": "has",
  passkey: "has",
};

function kindOf({ method }: AuthenticationMethod): Kind {
  return (Object.hasOwn(KINDS, method) ? KINDS[method] : undefined) ?? "vouched-for";
}

/**
 * NIST SP 800-63B-4 §2.2: level 2 needs two different factors, or one authenticator that has both. Two mailboxes or providers never
 * add up: one stolen mailbox often opens the other.
 *
 * @example
 * assuranceLevel([{ method: "password", at: 0, userVerified: false }]); // 1
 */
export function assuranceLevel(methods: readonly AuthenticationMethod[]): AssuranceLevel {
  if (methods.length === 0) return 0;
  if (methods.some(({ userVerified }) => userVerified)) return 2;
  const kinds = new Set(methods.map(kindOf));
  return kinds.has("has") && kinds.size > 1 ? 2 : 1;
}

export function assuranceOf(methods: readonly AuthenticationMethod[]): Assurance {
  return { level: assuranceLevel(methods), methods, authenticatedAt: newest(methods) };
}

/**
 * Whether somebody has proved lately who they are, at a level. A password never refreshes level 2: a thief with a session and
 * the password would walk past the second factor.
 *
 * @example
 * isFresh(session.methods, { level: 1, maxAge: 600_000, now: Date.now() });
 */
export function isFresh(
  methods: readonly AuthenticationMethod[],
  { level, maxAge, now }: { level: 1 | 2; maxAge: number; now: number },
): boolean {
  if (assuranceLevel(methods) < level) return false;
  const counting = level === 2 ? methods.filter(refreshesLevel2) : methods;
  const at = newest(counting);
  return at !== null && now - at <= maxAge;
}

function refreshesLevel2(method: AuthenticationMethod): boolean {
  return method.userVerified || kindOf(method) === "has";
}

/** The methods of a session after another proof: the newest of each, oldest first. */
export function withMethod(
  methods: readonly AuthenticationMethod[],
  proved: AuthenticationMethod,
): readonly AuthenticationMethod[] {
  return [...methods.filter(({ method }) => method !== proved.method), proved].slice(-MAX_METHODS);
}

function newest(methods: readonly AuthenticationMethod[]): number | null {
  return methods.length === 0 ? null : Math.max(...methods.map(({ at }) => at));
}
