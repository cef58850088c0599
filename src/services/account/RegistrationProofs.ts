import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import type { User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { LINK_LIFE } from "../email/index.js";

/**
 * The value of the cookie `registration`: up to five entries, newest first, joined by dots. An entry is base64url( expiry u48 ‖
 * HMAC 32 ). The HMAC covers a label, the expiry, the account and the time of its password: nobody else can make one, it contains
 * neither an id nor a name, and a new password ends it.
 */
const LABEL = "latchkey registration proof v1";
const TIME_BYTES = 6;
const MAC_BYTES = 32;
const ENTRY_BYTES = TIME_BYTES + MAC_BYTES;
const MAX_ENTRIES = 5;
/** A browser may send the cookie more than once. */
const MAX_LENGTH = 4096;

type RegisteredAccount = Pick<User, "_id" | "passwordChangedAt">;

/**
 * The browsers that have registered an account, known by a signed cookie. It gives no access: with the link in the email it shows
 * that who registered also reads the mailbox.
 */
export class RegistrationProofs {
  readonly #clock: Clock;
  readonly #keys: readonly KeyObject[];
  readonly #signingKey: KeyObject;

  /** Keys come from the refresh token secrets by HKDF: the first signs, all verify. */
  constructor({ secrets, clock }: { secrets: readonly string[]; clock: Clock }) {
    this.#clock = clock;
    this.#keys = secrets.map((secret) =>
      createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", LABEL, MAC_BYTES))),
    );
    const [signingKey] = this.#keys;
    if (signingKey === undefined) throw new Error("At least one refresh token secret is required.");
    this.#signingKey = signingKey;
  }

  /** The cookie's value for the browser that has just registered an account. It keeps what the browser presented. */
  issue(account: RegisteredAccount, presented: string | null): string {
    const expiry = Buffer.alloc(TIME_BYTES);
    expiry.writeUIntBE(this.#clock.now() + LINK_LIFE, 0, TIME_BYTES);
    const issued = Buffer.concat([expiry, macOf(this.#signingKey, expiry, account)]);
    const kept = [issued, ...this.#validEntries(presented)].slice(0, MAX_ENTRIES);
    return kept.map((entry) => entry.toString("base64url")).join(".");
  }

  /** Whether the value comes from the browser that registered the account. Never throws. */
  proves(value: string | null, account: RegisteredAccount): boolean {
    return this.#validEntries(value).some((entry) => this.#isOf(entry, account));
  }

  #isOf(entry: Buffer, account: RegisteredAccount): boolean {
    const [expiry, mac] = [entry.subarray(0, TIME_BYTES), entry.subarray(TIME_BYTES)];
    return this.#keys.some((key) => timingSafeEqual(macOf(key, expiry, account), mac));
  }

  #validEntries(value: string | null): Buffer[] {
    if (value === null || value.length > MAX_LENGTH) return [];
    const entries = value.split(".").map((entry) => Buffer.from(entry, "base64url"));
    const now = this.#clock.now();
    return entries.filter((entry) => entry.length === ENTRY_BYTES && entry.readUIntBE(0, TIME_BYTES) > now);
  }
}

function macOf(key: KeyObject, expiry: Buffer, { _id, passwordChangedAt }: RegisteredAccount): Buffer {
  return createHmac("sha256", key).update(LABEL).update(expiry).update(`${_id} ${passwordChangedAt}`).digest();
}
