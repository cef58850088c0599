/** Rules that all adapters share, so that every database gives the same answers. */

import type { AuthenticationMethod, User } from "./records.js";

/** Greater than every text that a field can hold: the last code point. */
const GREATEST = "\u{10ffff}";

/**
 * The range of an ordered field that holds the texts with a prefix: from `from` to `to`, both included. With `after` the
 * range begins there, and the caller leaves out `after` itself. It is a range because every database can use an index for it.
 */
export function prefixRange(prefix: string, after: string | null): { from: string; to: string } {
  const from = after === null || after < prefix ? prefix : after;
  return { from, to: prefix + GREATEST };
}

/** Begins what is stored as the username of a user who has none. No username contains it, and it comes after all of them. */
export const AFTER_USERNAMES = "~";

/** A user as databases keep the names. */
export type StoredUser = User & { readonly username: string; readonly fullName: string };

/**
 * How a user without a username or a full name is stored. In every release the two are texts, and the unique index of usernames has
 * one entry for each user. So the id stands in for the username: it is unique too, so users without one never compete. Programs of
 * the release before read and write such users, and no database has to rebuild a table or an index of ten million.
 */
export function toStoredUser(user: User): StoredUser {
  return { ...user, username: user.username ?? AFTER_USERNAMES + user._id, fullName: user.fullName ?? "" };
}

export function fromStoredUser(stored: User): User {
  const username = isUsername(stored.username) ? stored.username : null;
  // Almost every user has both, and every request reads one.
  if (username !== null && stored.fullName !== "") return stored;
  return { ...stored, username, fullName: stored.fullName === "" ? null : stored.fullName };
}

/** Whether a text can be somebody's username, and is not what is stored for none. What is no text is left to the driver to refuse. */
export function isUsername(text: string | null): boolean {
  return text !== null && !String(text).startsWith(AFTER_USERNAMES);
}

interface NamedEvent {
  readonly _id: string;
  readonly name: string;
}

/**
 * The ids of the audit events beyond `max`: the lowest rank first, within a rank the oldest first, a name without a rank last.
 */
export function excessEvents(
  events: readonly NamedEvent[],
  { max, ranks }: { max: number; ranks: Readonly<Record<string, number>> },
): string[] {
  const rankOf = ({ name }: NamedEvent): number => (Object.hasOwn(ranks, name) ? ranks[name] : undefined) ?? Infinity;
  const inOrder = events.toSorted((a, b) => rankOf(a) - rankOf(b) || (a._id < b._id ? -1 : 1));
  return inOrder.slice(0, Math.max(0, events.length - max)).map(({ _id }) => _id);
}

/** The reasons of a session's end that every release since the first one can store. */
const FIRST_REASONS = ["logout", "replaced", "revoked", "reuse", "fork"] as const;

type FirstReason = (typeof FIRST_REASONS)[number];

/**
 * How the reason of a session's end is stored. The release before can neither store nor report a reason that it does not
 * know, and SQLite has a CHECK on it. So a newer reason goes into `revokeCause`, beside a `revokeReason` that every release reads.
 */
export interface StoredReason<Reason extends string> {
  readonly revokeReason: FirstReason | null;
  readonly revokeCause: Exclude<Reason, FirstReason> | null;
}

export function toStoredReason<Reason extends string>(reason: Reason | null): StoredReason<Reason> {
  if (reason === null || isFirst(reason)) return { revokeReason: reason, revokeCause: null };
  return { revokeReason: "revoked", revokeCause: reason as Exclude<Reason, FirstReason> };
}

/** `revokeCause` is missing in records that the release before has written. */
export function fromStoredReason<Reason extends string>({
  revokeReason,
  revokeCause,
}: Partial<StoredReason<Reason>>): FirstReason | Exclude<Reason, FirstReason> | null {
  return revokeCause ?? revokeReason ?? null;
}

/** The methods of a session as they are stored. A release before this one stored none: there was only the password. */
export function fromStoredMethods<Item>(
  methods: Item | null | undefined,
  createdAt: number,
): Item | AuthenticationMethod[] {
  return methods ?? [{ method: "password", at: createdAt, userVerified: false }];
}

function isFirst(reason: string): reason is FirstReason {
  return FIRST_REASONS.some((first) => first === reason);
}
