/** What every release since the first one can store as the reason of a session's end. */
const FIRST_REASONS = ["logout", "replaced", "revoked", "reuse", "fork"] as const;

type FirstReason = (typeof FIRST_REASONS)[number];

/**
 * How the reason of a session's end is stored. The release before can neither store nor report a reason that it does not know,
 * and SQLite has a CHECK on it: so a newer one stands in a field of its own, beside one that every release reads.
 */
export interface StoredReason<Reason extends string> {
  readonly revokeReason: FirstReason | null;
  readonly revokeCause: Exclude<Reason, FirstReason> | null;
}

export function toStoredReason<Reason extends string>(reason: Reason | null): StoredReason<Reason> {
  if (reason === null || isFirst(reason)) return { revokeReason: reason, revokeCause: null };
  return { revokeReason: "revoked", revokeCause: reason as Exclude<Reason, FirstReason> };
}

/** The newer field is missing in what the release before has written. */
export function fromStoredReason<Reason extends string>({
  revokeReason,
  revokeCause,
}: Partial<StoredReason<Reason>>): FirstReason | Exclude<Reason, FirstReason> | null {
  return revokeCause ?? revokeReason ?? null;
}

function isFirst(reason: string): reason is FirstReason {
  return FIRST_REASONS.some((first) => first === reason);
}
