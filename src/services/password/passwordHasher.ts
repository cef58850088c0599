import { randomBytes } from "node:crypto";
import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import type { HashGate } from "./hashGate.js";
import { bcryptCostOf, fitsBcrypt, wasteBcrypt } from "./legacyBcrypt.js";
import { normalisePassword } from "./normalisePassword.js";

export interface PasswordHasher {
  /** The PHC string to store. Throws OVERLOADED. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password fits the stored hash; `null` (no such account) never fits. A failure takes the same work whether
   * there is no account, an account of today or one that waits for its upgrade. Throws OVERLOADED.
   */
  verify(storedHash: string | null, password: string): Promise<boolean>;
  /** Whether a stored hash is of an older kind than {@link PasswordHasher.hash} makes today. */
  needsRehash(storedHash: string): boolean;
  /** Tells the cost of the bcrypt hashes that may be stored, or `null` when there are none: failures cost less then. */
  expectLegacy(cost: number | null): void;
}

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2ID = 2;
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const CURRENT_PREFIX = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`;

/** What most systems use. Until told, an old account is assumed to exist: better too slow than a hint. */
const USUAL_BCRYPT_COST = 10;
/** A second of work. One stored hash of a higher cost must not make every stranger's guess occupy a core for longer. */
const HIGHEST_IMITATED_COST = 14;

/**
 * Argon2 and bcrypt take different times. If each account paid for its own kind only, the time of a refusal would tell which
 * names exist and which of them have not signed in for long. So a failure pays for both kinds, in one job of the gate; a
 * success has nothing to hide and pays for its own.
 */
export function createPasswordHasher(gate: HashGate): PasswordHasher {
  const dummyHash = hashOfNoPassword();
  let legacyCost: number | null = USUAL_BCRYPT_COST;

  async function verifyArgon2(storedHash: string | null, password: string): Promise<boolean> {
    const fits = await argon2Verify(storedHash ?? dummyHash, normalisePassword(password));
    if (fits && storedHash !== null) return true;
    if (legacyCost !== null) await wasteBcrypt(legacyCost, password);
    return false;
  }

  async function verifyBcrypt(storedHash: string, cost: number, password: string): Promise<boolean> {
    const highest = Math.max(legacyCost ?? 0, Math.min(cost, HIGHEST_IMITATED_COST));
    legacyCost = highest;
    if (await fitsBcrypt(storedHash, password)) return true;
    // Each cost is twice the work of the one before: 2^c + 2^c + 2^(c+1) + … adds up to the work of the highest cost.
    for (let missing = cost; missing < highest; missing += 1) await wasteBcrypt(missing, password);
    await argon2Verify(dummyHash, normalisePassword(password));
    return false;
  }

  return {
    hash: (password) => gate.run(() => hashWithArgon2(normalisePassword(password))),
    verify: (storedHash, password) =>
      gate.run(() => {
        const cost = storedHash === null ? null : bcryptCostOf(storedHash);
        if (storedHash === null || cost === null) return verifyArgon2(storedHash, password);
        return verifyBcrypt(storedHash, cost, password);
      }),
    needsRehash: (storedHash) => !storedHash.startsWith(CURRENT_PREFIX),
    expectLegacy: (cost) => {
      legacyCost = cost === null ? null : Math.min(cost, HIGHEST_IMITATED_COST);
    },
  };
}

function hashWithArgon2(password: string): Promise<string> {
  return argon2Hash(password, {
    algorithm: ARGON2ID,
    memoryCost: MEMORY_KIB,
    timeCost: PASSES,
    parallelism: LANES,
  });
}

/** A hash of today's parameters that no password fits, for accounts that do not exist. */
function hashOfNoPassword(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
  return `${CURRENT_PREFIX}${base64(16)}$${base64(32)}`;
}
