import { randomBytes } from "node:crypto";
import { hash as argon2Hash, verify as argon2Verify } from "@node-rs/argon2";
import bcrypt from "bcrypt";
import type { HashGate } from "./hashGate.js";

export interface PasswordHasher {
  /** The PHC string to store. */
  hash(password: string): Promise<string>;
  /** Whether the password fits the stored hash. `null` (no such account) costs the same time and never fits. */
  verify(storedHash: string | null, password: string): Promise<boolean>;
  /** Whether a stored hash is of an older kind than {@link PasswordHasher.hash} makes today. */
  needsRehash(storedHash: string): boolean;
}

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2ID = 2;
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const CURRENT_PREFIX = `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$`;
const BCRYPT = /^\$2[aby]\$/;

export function createPasswordHasher(gate: HashGate): PasswordHasher {
  const dummyHash = hashOfNoPassword();
  return {
    hash: (password) => gate.run(() => hashWithArgon2(normalise(password))),
    verify: async (storedHash, password) => {
      const fits = await gate.run(() => verifyAny(storedHash ?? dummyHash, password));
      return storedHash !== null && fits;
    },
    needsRehash: (storedHash) => !storedHash.startsWith(CURRENT_PREFIX),
  };
}

/** NFC, so that one password typed on two keyboards is one password (NIST SP 800-63B-4 §3.1.1.2). */
function normalise(password: string): string {
  return password.normalize("NFC");
}

function hashWithArgon2(password: string): Promise<string> {
  return argon2Hash(password, {
    algorithm: ARGON2ID,
    memoryCost: MEMORY_KIB,
    timeCost: PASSES,
    parallelism: LANES,
  });
}

async function verifyAny(storedHash: string, password: string): Promise<boolean> {
  if (!BCRYPT.test(storedHash)) return argon2Verify(storedHash, normalise(password));
  // `$2y$` is PHP's name for what others call `$2b$`; the library knows the latter only.
  const bcryptHash = storedHash.replace(/^\$2y\$/, "$2b$");
  // Systems that stored bcrypt hashed what was typed, without normalising.
  return (await bcrypt.compare(password, bcryptHash)) || bcrypt.compare(normalise(password), bcryptHash);
}

/**
 * A hash of today's parameters that no password fits, for accounts that do not exist: the answer to an unknown name must
 * take as long as the answer to a wrong password.
 */
function hashOfNoPassword(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
  return `${CURRENT_PREFIX}${base64(16)}$${base64(32)}`;
}
