import { createHash, randomBytes } from "node:crypto";
import type { User } from "../../stores/Store.js";
import { CURRENT_HASH_PREFIX, normalizePassword } from "../../utils/passwordForm.js";
import { type HashFunctions, libuvHashFunctions } from "./HashFunctions.js";
import type { HashingQueue, HashRequester } from "./HashingQueue.js";
import type { LegacyHash } from "./legacy/LegacyHash.js";
import { readLegacyHash } from "./legacyHashes.js";

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The hash that most systems use. Until the stored hashes are known, one is assumed to exist: better too slow than a hint. */
const USUAL_LEGACY_HASH = `$2b$10$${".".repeat(53)}`;

/** The times of no more algorithms are equalized. Users with hashes of further ones can still sign in. */
const MAX_ALGORITHMS = 8;

const DUMMY_LABEL = "latchkey no password v1";

/**
 * A hash with the current parameters that no password fits: for unknown accounts, and for accounts without a password. It follows
 * from its random salt, so that {@link hasPassword} knows it; a password with this hash would be a preimage of Argon2.
 */
export function dummyHash(): string {
  const salt = base64Of(randomBytes(16));
  return `${CURRENT_HASH_PREFIX}${salt}$${dummyOf(salt)}`;
}

/**
 * Whether an account has a password. One of a release whose dummy hashes were random counts as one with a password, which is the safe
 * mistake: its owner is asked for a proof.
 */
export function hasPassword({ passwordHash }: Pick<User, "passwordHash">): boolean {
  if (!passwordHash.startsWith(CURRENT_HASH_PREFIX)) return true;
  const [salt = "", hash] = passwordHash.slice(CURRENT_HASH_PREFIX.length).split("$");
  return hash !== dummyOf(salt);
}

function dummyOf(salt: string): string {
  return base64Of(createHash("sha256").update(DUMMY_LABEL).update(salt).digest());
}

/** As PHC strings have it: without padding. */
function base64Of(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

/**
 * Hashes and verifies passwords.
 *
 * **Every failed verification takes the same time**, so that it does not show which accounts exist, or which of them have not
 * signed in since a migration. Each algorithm takes a different time. So a failure runs every algorithm of which a hash is
 * stored, each at the highest stored cost, in one job of the queue: for an unknown account (`null`) with a dummy hash. A success
 * has nothing to hide and runs its own algorithm only.
 */
export class PasswordHasher {
  readonly #queue: Pick<HashingQueue, "run">;
  readonly #functions: HashFunctions;
  readonly #dummyHash = dummyHash();
  /** For each legacy algorithm, the stored hash with the highest cost. */
  #slowestByAlgorithm = new Map<string, LegacyHash>();

  constructor(queue: Pick<HashingQueue, "run">, functions: HashFunctions = libuvHashFunctions) {
    this.#queue = queue;
    this.#functions = functions;
    this.expectLegacy([USUAL_LEGACY_HASH]);
  }

  /** The PHC string to store. Throws OVERLOADED. */
  hash(password: string, requester: HashRequester): Promise<string> {
    return this.#queue.run(() => this.#functions.argon2Hash(normalizePassword(password), ARGON2), requester);
  }

  /**
   * Whether the password fits the stored hash. It never fits `null` (no such account), an unknown algorithm or a hash that is
   * too costly. Throws OVERLOADED.
   */
  verify(storedHash: string | null, password: string, requester: HashRequester): Promise<boolean> {
    const isCurrent = storedHash === null || !this.needsRehash(storedHash);
    const job = () =>
      isCurrent ? this.#verifyCurrent(storedHash, password) : this.#verifyLegacy(storedHash, password);
    return this.#queue.run(job, requester);
  }

  /** Whether a stored hash has other parameters than {@link hash} uses now. */
  needsRehash(storedHash: string): boolean {
    return !storedHash.startsWith(CURRENT_HASH_PREFIX);
  }

  /** Sets the legacy hashes that may be stored, one for each set of parameters. With none of them failures cost less. */
  expectLegacy(storedHashes: readonly string[]): void {
    this.#slowestByAlgorithm = new Map();
    for (const stored of storedHashes) {
      const reading = this.needsRehash(stored) ? readLegacyHash(stored) : null;
      if (reading !== null && "hash" in reading) this.#remember(reading.hash);
    }
  }

  #remember(hash: LegacyHash): void {
    const slowest = this.#slowestByAlgorithm;
    const known = slowest.get(hash.algorithm);
    const isSlower = known === undefined ? slowest.size < MAX_ALGORITHMS : known.cost < hash.cost;
    if (isSlower) slowest.set(hash.algorithm, hash);
  }

  async #verifyCurrent(storedHash: string | null, password: string): Promise<boolean> {
    const fits = await this.#functions.argon2Verify(storedHash ?? this.#dummyHash, normalizePassword(password));
    if (fits && storedHash !== null) return true;
    await this.#equalizeTiming(password, null);
    return false;
  }

  async #verifyLegacy(storedHash: string, password: string): Promise<boolean> {
    const reading = readLegacyHash(storedHash);
    if (reading === null || "problem" in reading) return this.#verifyCurrent(null, password);
    this.#remember(reading.hash);
    if (await reading.hash.verify(password, this.#functions)) return true;
    await this.#equalizeTiming(password, reading.hash);
    await this.#functions.argon2Verify(this.#dummyHash, normalizePassword(password));
    return false;
  }

  /** Takes the time of a verification with every legacy algorithm, apart from the one that has been `done`. */
  async #equalizeTiming(password: string, done: LegacyHash | null): Promise<void> {
    for (const legacy of [...this.#slowestByAlgorithm.values()]) {
      const spentCost = legacy.algorithm === done?.algorithm ? done.cost : null;
      await legacy.burnCpu(password, spentCost, this.#functions);
    }
  }
}
