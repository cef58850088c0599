import type { UserStore } from "../../stores/Store.js";
import { readArgon2 } from "./legacy/argon2Hash.js";
import { readBcrypt } from "./legacy/bcryptHash.js";
import type { LegacyReading } from "./legacy/LegacyHash.js";
import { readPbkdf2 } from "./legacy/pbkdf2Hash.js";
import { readScrypt } from "./legacy/scryptHash.js";

const READERS = [readBcrypt, readArgon2, readScrypt, readPbkdf2];

/** Reads a stored hash that does not have the current parameters; `null` when its algorithm is unknown. */
export function readLegacyHash(stored: string): LegacyReading {
  for (const read of READERS) {
    const reading = read(stored);
    if (reading !== null) return reading;
  }
  return null;
}

/** Systems change their parameters every few years. Sign-in times are equalized for no more kinds of hashes than this. */
const MAX_SAMPLES = 64;

/** bcrypt has no separator between the salt and the hash. */
const BCRYPT_PARAMETERS = /^\$2[aby]\$\d\d\$/;

/** Sorts after every character of a hash. */
const LAST = "~";

/** One stored hash for each set of older parameters, by one read of an index for each. */
export async function sampleLegacyHashes(users: Pick<UserStore, "nextLegacyHash">): Promise<string[]> {
  const samples: string[] = [];
  let next = await users.nextLegacyHash("");
  while (next !== null && samples.length < MAX_SAMPLES) {
    samples.push(next);
    next = await users.nextLegacyHash(`${parametersOf(next)}${LAST}`);
  }
  return samples;
}

/** The hash up to its salt: the algorithm with its parameters. */
function parametersOf(hash: string): string {
  const bcrypt = BCRYPT_PARAMETERS.exec(hash)?.[0];
  return bcrypt ?? hash.slice(0, hash.lastIndexOf("$", hash.lastIndexOf("$") - 1) + 1);
}
