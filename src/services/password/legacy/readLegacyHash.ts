import { readArgon2 } from "./argon2Hash.js";
import { readBcrypt } from "./bcryptHash.js";
import type { LegacyReading } from "./LegacyHash.js";
import { readPbkdf2 } from "./pbkdf2Hash.js";
import { readScrypt } from "./scryptHash.js";

const READERS = [readBcrypt, readArgon2, readScrypt, readPbkdf2];

/** Reads a hash in the form in which it is stored; `null` when it is of no kind that is known. */
export function readLegacyHash(stored: string): LegacyReading {
  for (const read of READERS) {
    const reading = read(stored);
    if (reading !== null) return reading;
  }
  return null;
}
