import { randomInt } from "node:crypto";
import type { SecondFactors } from "../../stores/Store.js";
import { Macs } from "../../utils/derivedKeys.js";
import { RECOVERY_CODE_ALPHABET, RECOVERY_CODE_LENGTH, shownRecoveryCode } from "../../utils/recoveryCodeForm.js";

type StoredCodes = SecondFactors["recoveryCodes"];

const LABEL = "latchkey recovery code v1";
const CODES = 10;

/**
 * What is stored of recovery codes, 50 random bits each: HMACs alone, so a copy of the database is not enough to try all codes
 * without a secret of the configuration.
 */
export class RecoveryCodeHashes {
  readonly #macs: Macs;

  /** @param secrets the first makes the HMACs, all verify */
  constructor(secrets: readonly string[]) {
    this.#macs = new Macs(secrets, LABEL);
  }

  /** Ten new codes as they are shown, once, and what is stored of them. */
  make(userId: string): { readonly shown: readonly string[]; readonly stored: StoredCodes } {
    const codes = Array.from({ length: CODES }, randomCode);
    const stored = codes.map((code) => ({
      hash: this.#macs.make(Buffer.from(code), userId).toString("base64url"),
      usedAt: null,
    }));
    return { shown: codes.map(shownRecoveryCode), stored };
  }

  /**
   * The codes after one of them was used at `now`, or `null` when `code`, in its canonical form, is none of them or was used. Who
   * accepts it must store the result with a compare-and-set before anything else.
   */
  use(stored: StoredCodes, { userId, code, now }: { userId: string; code: string; now: number }): StoredCodes | null {
    const body = Buffer.from(code);
    // All are compared, so the time does not show which one fits.
    const fitting = stored.filter(({ hash }) => this.#macs.verifies(Buffer.from(hash, "base64url"), body, userId));
    const [found] = fitting.filter(({ usedAt }) => usedAt === null);
    if (found === undefined) return null;
    return stored.map((entry) => (entry === found ? { ...entry, usedAt: now } : entry));
  }
}

function randomCode(): string {
  return Array.from({ length: RECOVERY_CODE_LENGTH }, () =>
    RECOVERY_CODE_ALPHABET.charAt(randomInt(RECOVERY_CODE_ALPHABET.length)),
  ).join("");
}
