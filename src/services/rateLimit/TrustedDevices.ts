import { hash, randomBytes } from "node:crypto";
import type { User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { Macs } from "../../utils/derivedKeys.js";
import { MAX_COOKIE_AGE, MINUTE } from "../../utils/duration.js";

/**
 * The value of the device cookie: up to five entries, newest first, joined by dots. An entry is base64url( id 16 ‖ time of
 * issue u48 ‖ HMAC 32 ). The HMAC covers a label, the id, the time and the user: nobody else can make one, and the entry of one
 * account is worth nothing for another. It contains neither an account's id nor a name.
 *
 * An entry from before the last change of the password, or the last verification of the address, is outdated and worth nothing
 * either: a thief who signed in with the old password must not keep attempts at the new one. The signed time of issue decides,
 * so it holds for entries of the release before too.
 */
const LABEL = "latchkey device token v1";
const ID_BYTES = 16;
const TIME_BYTES = 6;
const BODY_BYTES = ID_BYTES + TIME_BYTES;
const ENTRY_LENGTH = ((BODY_BYTES + Macs.BYTES) * 4) / 3;
const MAX_ENTRIES = 5;
const MAX_LENGTH = MAX_ENTRIES * (ENTRY_LENGTH + 1);

/**
 * How far the clocks of two servers may differ. An entry is dated at least this long after the change that it follows, and one
 * with an earlier date is outdated: so no sign-in that is in progress at another server survives a change.
 */
const CLOCK_TOLERANCE = MINUTE;

/** The user's record, as far as device cookies depend on it. */
export type DeviceOwner = Pick<User, "_id" | "passwordChangedAt" | "emailVerifiedAt">;

/** A device that has signed in since the last change of the password and the last verification of the address. */
export interface KnownDevice {
  readonly id: string;
  /** Earlier devices are not known any more. Epoch milliseconds. */
  readonly trustedSince: number;
}

/** The browsers that have signed in to an account before, known by a signed cookie. */
export class TrustedDevices {
  readonly #clock: Clock;
  readonly #macs: Macs;

  /** Keys come from the refresh token secrets by HKDF: the first signs, all verify. */
  constructor({ secrets, clock }: { secrets: readonly string[]; clock: Clock }) {
    this.#clock = clock;
    this.#macs = new Macs(secrets, LABEL);
  }

  /**
   * The cookie's value for a client that has just proved to be the user. The entries of other users that it presented are kept,
   * so that everybody who shares a browser is known to it. A known device keeps its id, and with it its limit.
   */
  issue(owner: DeviceOwner, presented: string | null): string {
    const entries = this.#currentEntries(presented);
    const known = this.#knownEntry(entries, owner);
    const body = Buffer.alloc(BODY_BYTES);
    body.set(known?.subarray(0, ID_BYTES) ?? randomBytes(ID_BYTES));
    body.writeUIntBE(Math.max(this.#clock.now(), trustedSince(owner) + CLOCK_TOLERANCE), ID_BYTES, TIME_BYTES);
    const issued = Buffer.concat([body, this.#macs.make(body, owner._id)]);
    // Nobody but the owner of an entry can tell whether it is real, so those of others are kept as they are.
    const others = entries.filter((entry) => !this.#isOf(entry, owner._id));
    const kept = [issued, ...others].slice(0, MAX_ENTRIES);
    return kept.map((entry) => entry.toString("base64url")).join(".");
  }

  /** The device, when it is known to this user; `null` for any other value. Never throws. */
  find(value: string | null, owner: DeviceOwner): KnownDevice | null {
    const entry = this.#knownEntry(this.#currentEntries(value), owner);
    return entry === undefined ? null : knownDevice(entry, owner);
  }

  /**
   * What of a cookie's value may wait in a queue until its user is looked up: it is no cookie, and nobody can make one of it. The entry
   * of each device has the hash of its HMAC in place of the HMAC.
   */
  fingerprintOf(value: string | null): string {
    const entries = this.#currentEntries(value).slice(0, MAX_ENTRIES);
    return entries.map((entry) => withHashedMac(entry).toString("base64url")).join(".");
  }

  /** As {@link find}, of a fingerprint. */
  findByFingerprint(fingerprint: string, owner: DeviceOwner): KnownDevice | null {
    const entry = this.#currentEntries(fingerprint).find(
      (one) => isCurrent(one, owner) && this.#macs.verifiesHash(macOf(one), bodyOf(one), owner._id),
    );
    return entry === undefined ? null : knownDevice(entry, owner);
  }

  /** The cookie's value after a change that outdates all others, or `null` when the device was not known before it. */
  renew(presented: string | null, { before, after }: { before: DeviceOwner; after: DeviceOwner }): string | null {
    return this.find(presented, before) === null ? null : this.issue(after, presented);
  }

  #isOf(entry: Buffer, userId: string): boolean {
    return this.#macs.verifies(macOf(entry), bodyOf(entry), userId);
  }

  #currentEntries(value: string | null): Buffer[] {
    const oldest = this.#clock.now() - MAX_COOKIE_AGE;
    return entriesIn(value).filter((entry) => issuedAt(entry) >= oldest);
  }

  #knownEntry(entries: readonly Buffer[], owner: DeviceOwner): Buffer | undefined {
    return entries.find((entry) => isCurrent(entry, owner) && this.#isOf(entry, owner._id));
  }
}

/**
 * Joins the values of several cookies with this name, in the order in which they came. The entries of the last ones come first:
 * the browser sends the cookie with the widest path, which is ours, last. Each entry proves itself, so none has to be chosen.
 */
export function joinDeviceTokens(values: readonly string[]): string {
  const entries = values.toReversed().flatMap((value) => (value.length > MAX_LENGTH ? [] : value.split(".")));
  return entries
    .filter(({ length }) => length === ENTRY_LENGTH)
    .slice(0, MAX_ENTRIES)
    .join(".");
}

/**
 * A new password, or a link opened from the mailbox, may be the answer to a thief: from then on the account knows no earlier
 * device.
 */
function trustedSince({ passwordChangedAt, emailVerifiedAt }: DeviceOwner): number {
  return Math.max(passwordChangedAt, emailVerifiedAt ?? 0);
}

function isCurrent(entry: Buffer, owner: DeviceOwner): boolean {
  return issuedAt(entry) >= trustedSince(owner) + CLOCK_TOLERANCE;
}

function knownDevice(entry: Buffer, owner: DeviceOwner): KnownDevice {
  return { id: entry.toString("hex", 0, ID_BYTES), trustedSince: trustedSince(owner) };
}

function bodyOf(entry: Buffer): Buffer {
  return entry.subarray(0, BODY_BYTES);
}

function macOf(entry: Buffer): Buffer {
  return entry.subarray(BODY_BYTES);
}

function withHashedMac(entry: Buffer): Buffer {
  return Buffer.concat([bodyOf(entry), hash("sha256", macOf(entry), "buffer")]);
}

function issuedAt(entry: Buffer): number {
  return entry.readUIntBE(ID_BYTES, TIME_BYTES);
}

/** The entries of a presented value, whatever their origin; none of one that is too long to be ours. */
function entriesIn(value: string | null): Buffer[] {
  if (value === null || value.length > MAX_LENGTH) return [];
  return value
    .split(".")
    .map((entry) => Buffer.from(entry, "base64url"))
    .filter((entry) => entry.length === BODY_BYTES + Macs.BYTES);
}
