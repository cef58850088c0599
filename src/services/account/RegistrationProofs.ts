import type { User } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { Macs } from "../../utils/derivedKeys.js";
import { LINK_LIFE } from "../email/index.js";

/**
 * The value of the cookie `registration`: up to five entries, newest first, joined by dots. An entry is base64url( expiry u48 ‖
 * HMAC 32 ). The HMAC covers a label, the expiry, the account and the time of its password: nobody else can make one, it contains
 * neither an id nor a name, and a new password ends it.
 */
const LABEL = "latchkey registration proof v1";
const TIME_BYTES = 6;
const ENTRY_BYTES = TIME_BYTES + Macs.BYTES;
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
  readonly #macs: Macs;

  /** Keys come from the refresh token secrets by HKDF: the first signs, all verify. */
  constructor({ secrets, clock }: { secrets: readonly string[]; clock: Clock }) {
    this.#clock = clock;
    this.#macs = new Macs(secrets, LABEL);
  }

  /** The cookie's value for the browser that has just registered an account. It keeps what the browser presented. */
  issue(account: RegisteredAccount, presented: string | null): string {
    const expiry = Buffer.alloc(TIME_BYTES);
    expiry.writeUIntBE(this.#clock.now() + LINK_LIFE, 0, TIME_BYTES);
    const issued = Buffer.concat([expiry, this.#macs.make(expiry, subjectOf(account))]);
    const kept = [issued, ...this.#validEntries(presented)].slice(0, MAX_ENTRIES);
    return kept.map((entry) => entry.toString("base64url")).join(".");
  }

  /** Whether the value comes from the browser that registered the account. Never throws. */
  proves(value: string | null, account: RegisteredAccount): boolean {
    return this.#validEntries(value).some((entry) => this.#isOf(entry, account));
  }

  #isOf(entry: Buffer, account: RegisteredAccount): boolean {
    const [expiry, mac] = [entry.subarray(0, TIME_BYTES), entry.subarray(TIME_BYTES)];
    return this.#macs.verifies(mac, expiry, subjectOf(account));
  }

  #validEntries(value: string | null): Buffer[] {
    if (value === null || value.length > MAX_LENGTH) return [];
    const entries = value.split(".").map((entry) => Buffer.from(entry, "base64url"));
    const now = this.#clock.now();
    return entries.filter((entry) => entry.length === ENTRY_BYTES && entry.readUIntBE(0, TIME_BYTES) > now);
  }
}

function subjectOf({ _id, passwordChangedAt }: RegisteredAccount): string {
  return `${_id} ${passwordChangedAt}`;
}
