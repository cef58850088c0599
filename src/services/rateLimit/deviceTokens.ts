import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import type { User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { MAX_COOKIE_AGE, MINUTE } from "../../utils/duration.js";

/**
 * The value of the device cookie: up to five entries, newest first, joined by points. An entry is base64url( id 16 ‖ time of
 * issue u48 ‖ HMAC 32 ): the HMAC covers a label, the id, the time and the user, so nobody can make one, and the entry of one
 * account is worth nothing for another. Neither an account's id nor a name is in it.
 *
 * An entry from before the password was last set, or the mailbox last proven, is outdated and worth nothing either: a thief
 * who signed in with the old password must not keep a budget for guesses at the new one. The signed time of issue says which it is,
 * so entries of the release before are judged by the same rule.
 */
const LABEL = "latchkey device token v1";
const ID_BYTES = 16;
const TIME_BYTES = 6;
const BODY_BYTES = ID_BYTES + TIME_BYTES;
const MAC_BYTES = 32;
const ENTRY_LENGTH = ((BODY_BYTES + MAC_BYTES) * 4) / 3;
const MOST_ENTRIES = 5;
const MOST_LENGTH = MOST_ENTRIES * (ENTRY_LENGTH + 1);

/**
 * How far the clocks of two servers may be apart. An entry is dated at least this long after the change that it follows, and one
 * that is dated earlier is outdated: so no sign-in that was under way at another server survives a change.
 */
const CLOCK_TOLERANCE = MINUTE;

/** What the cookie of a device is judged by: the user's record as it was read. */
export type DeviceOwner = Pick<User, "_id" | "passwordChangedAt" | "emailVerifiedAt">;

/** A device that has signed in as the user since the password was last set and the mailbox last proven. */
export interface KnownDevice {
  readonly id: string;
  /** Devices of before are not known any more. Epoch milliseconds. */
  readonly trustedSince: number;
}

export interface DeviceTokens {
  /**
   * The cookie's value for a client that has just proven to be the user. What it presented is kept, so that everybody who
   * shares a browser is known to it; a device that is known already keeps its id, and with it its budget.
   */
  remember(owner: DeviceOwner, presented: string | null): string;
  /** The device, when it is known to this user; `null` for any other value. Never throws. */
  deviceOf(value: string | null, owner: DeviceOwner): KnownDevice | null;
  /** The cookie's value after a change that makes all others outdated, or `null` when the device was not known before it. */
  renew(presented: string | null, change: { before: DeviceOwner; after: DeviceOwner }): string | null;
}

/**
 * One value of the several that came under the cookie's name, in the order in which they came: the entries of the last ones,
 * because the browser sends the cookie of the widest path, which is ours, last. Each entry proves itself, so none is chosen.
 */
export function joinDeviceTokens(values: readonly string[]): string {
  const entries = values.toReversed().flatMap((value) => (value.length > MOST_LENGTH ? [] : value.split(".")));
  return entries
    .filter(({ length }) => length === ENTRY_LENGTH)
    .slice(0, MOST_ENTRIES)
    .join(".");
}

/** Keys come from the refresh token secrets by HKDF: the first signs, all verify. */
export function createDeviceTokens({ secrets, clock }: { secrets: readonly string[]; clock: Clock }): DeviceTokens {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync("sha256", secret, "", LABEL, MAC_BYTES)));
  const [current] = keys;
  if (current === undefined) throw new Error("at least one refresh token secret is needed");

  function isOf(entry: Buffer, userId: string): boolean {
    const [body, mac] = [entry.subarray(0, BODY_BYTES), entry.subarray(BODY_BYTES)];
    return keys.some((key) => timingSafeEqual(macOf(key, body, userId), mac));
  }

  function livingEntries(value: string | null): Buffer[] {
    const oldest = clock.now() - MAX_COOKIE_AGE;
    return entriesIn(value).filter((entry) => issuedAt(entry) >= oldest);
  }

  function knownEntry(entries: readonly Buffer[], owner: DeviceOwner): Buffer | undefined {
    const earliest = trustedSince(owner) + CLOCK_TOLERANCE;
    return entries.find((entry) => issuedAt(entry) >= earliest && isOf(entry, owner._id));
  }

  const remember: DeviceTokens["remember"] = (owner, presented) => {
    const entries = livingEntries(presented);
    const known = knownEntry(entries, owner);
    const body = Buffer.alloc(BODY_BYTES);
    body.set(known?.subarray(0, ID_BYTES) ?? randomBytes(ID_BYTES));
    body.writeUIntBE(Math.max(clock.now(), trustedSince(owner) + CLOCK_TOLERANCE), ID_BYTES, TIME_BYTES);
    const issued = Buffer.concat([body, macOf(current, body, owner._id)]);
    // Nobody but the owner of an entry can tell whether it is real, so those of others are carried on as they are.
    const others = entries.filter((entry) => !isOf(entry, owner._id));
    const kept = [issued, ...others].slice(0, MOST_ENTRIES);
    return kept.map((entry) => entry.toString("base64url")).join(".");
  };

  const deviceOf: DeviceTokens["deviceOf"] = (value, owner) => {
    const entry = knownEntry(livingEntries(value), owner);
    return entry === undefined ? null : { id: entry.toString("hex", 0, ID_BYTES), trustedSince: trustedSince(owner) };
  };

  return {
    remember,
    deviceOf,
    renew: (presented, { before, after }) => (deviceOf(presented, before) === null ? null : remember(after, presented)),
  };
}

/** A new password, or a link from the mailbox, may be the answer to a thief: from then on the account knows no device of before. */
function trustedSince({ passwordChangedAt, emailVerifiedAt }: DeviceOwner): number {
  return Math.max(passwordChangedAt, emailVerifiedAt ?? 0);
}

function issuedAt(entry: Buffer): number {
  return entry.readUIntBE(ID_BYTES, TIME_BYTES);
}

function macOf(key: Buffer, body: Buffer, userId: string): Buffer {
  return createHmac("sha256", key).update(LABEL).update(body).update(userId).digest();
}

/** The entries of a presented value, whoever made them; none of one that is too long to be ours. */
function entriesIn(value: string | null): Buffer[] {
  if (value === null || value.length > MOST_LENGTH) return [];
  return value
    .split(".")
    .map((entry) => Buffer.from(entry, "base64url"))
    .filter((entry) => entry.length === BODY_BYTES + MAC_BYTES);
}
