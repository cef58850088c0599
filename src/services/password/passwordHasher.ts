import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import { TODAYS_HASH } from "../../utils/passwordHashForm.js";
import type { HashingQueue, HashRequester } from "./hashingQueue.js";
import { hashOfNoPassword } from "./hashOfNoPassword.js";
import type { LegacyHash } from "./legacy/LegacyHash.js";
import { readLegacyHash } from "./legacy/readLegacyHash.js";
import { normalisePassword } from "./normalisePassword.js";

export interface PasswordHasher {
  /** The PHC string to store. Throws OVERLOADED. */
  hash(password: string, requester: HashRequester): Promise<string>;
  /**
   * Whether the password fits the stored hash; `null` (no such account) never fits, nor does a hash of an unknown kind or one
   * that is too costly. A failure takes the same work whether there is no account, an account of today or one that waits for
   * its upgrade. Throws OVERLOADED.
   */
  verify(storedHash: string | null, password: string, requester: HashRequester): Promise<boolean>;
  /** Whether a stored hash is of an older kind than {@link PasswordHasher.hash} makes today. */
  needsRehash(storedHash: string): boolean;
  /** Tells the older hashes that may be stored, one for each set of parameters; with none of them failures cost less. */
  expectLegacy(storedHashes: readonly string[]): void;
}

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** What most systems use. Until told, an old account is assumed to exist: better too slow than a hint. */
const USUAL_HASH = `$2b$10$${".".repeat(53)}`;

/** A refusal pays for each family. Who has moved in from more systems than this still signs in, but is not imitated. */
const MOST_FAMILIES = 8;

/**
 * Each kind of hash takes another time. If each account paid for its own kind only, the time of a refusal would tell which
 * names exist and which of them have not signed in for long. So a failure pays for every kind that is stored, each at the
 * highest cost that is stored, in one job of the queue; a success has nothing to hide and pays for its own.
 */
export function createPasswordHasher(queue: HashingQueue): PasswordHasher {
  const dummyHash = hashOfNoPassword();
  let dearest = new Map<string, LegacyHash>();
  expectLegacy([USUAL_HASH]);

  function expectLegacy(storedHashes: readonly string[]): void {
    dearest = new Map();
    for (const stored of storedHashes) {
      const reading = stored.startsWith(TODAYS_HASH) ? null : readLegacyHash(stored);
      if (reading !== null && "hash" in reading) notice(reading.hash);
    }
  }

  function notice(hash: LegacyHash): void {
    const known = dearest.get(hash.family);
    if (known === undefined ? dearest.size < MOST_FAMILIES : known.cost < hash.cost) dearest.set(hash.family, hash);
  }

  /** What a comparison with every kind would have cost, apart from the one that was `paid` for. */
  async function payForAll(password: string, paid: LegacyHash | null): Promise<void> {
    for (const legacy of [...dearest.values()]) {
      await legacy.waste(password, legacy.family === paid?.family ? paid.cost : null);
    }
  }

  async function verifyToday(storedHash: string | null, password: string): Promise<boolean> {
    const fits = await argon2Verify(storedHash ?? dummyHash, normalisePassword(password));
    if (fits && storedHash !== null) return true;
    await payForAll(password, null);
    return false;
  }

  async function verifyLegacy(storedHash: string, password: string): Promise<boolean> {
    const reading = readLegacyHash(storedHash);
    if (reading === null || "problem" in reading) return verifyToday(null, password);
    notice(reading.hash);
    if (await reading.hash.fits(password)) return true;
    await payForAll(password, reading.hash);
    await argon2Verify(dummyHash, normalisePassword(password));
    return false;
  }

  return {
    hash: (password, requester) => queue.run(() => argon2Hash(normalisePassword(password), ARGON2), requester),
    verify: (storedHash, password, requester) => {
      const isToday = storedHash === null || storedHash.startsWith(TODAYS_HASH);
      const job = () => (isToday ? verifyToday(storedHash, password) : verifyLegacy(storedHash, password));
      return queue.run(job, requester);
    },
    needsRehash: (storedHash) => !storedHash.startsWith(TODAYS_HASH),
    expectLegacy,
  };
}
