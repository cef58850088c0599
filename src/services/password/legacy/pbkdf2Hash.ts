import { timingSafeEqual } from "node:crypto";
import { hasHashLength, type LegacyReading, TOO_COSTLY, typedForms, WRONG_LENGTH } from "./LegacyHash.js";

const FORM =
  /^\$pbkdf2-(?<digest>sha1|sha256|sha512)\$i=(?<iterations>\d{1,9})\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$/;

/** For each block of output: about a second of work. */
const MAX_ITERATIONS = 2_000_000;
const BLOCK_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** PBKDF2 (RFC 8018 §5.2); the work is as many iterations for each block of output. */
export function readPbkdf2(stored: string): LegacyReading {
  const { digest = "", iterations: count, salt: saltText = "", hash: hashText = "" } = FORM.exec(stored)?.groups ?? {};
  const iterations = Number(count);
  if (!(iterations >= 1)) return null;
  const [salt, hash] = [Buffer.from(saltText, "base64"), Buffer.from(hashText, "base64")];
  if (!hasHashLength(hash)) return { problem: WRONG_LENGTH };
  const blocks = Math.ceil(hash.length / (BLOCK_BYTES[digest] ?? 1));
  if (iterations * blocks > MAX_ITERATIONS) return { problem: TOO_COSTLY };
  return {
    hash: {
      algorithm: `pbkdf2-${digest} x${blocks}`,
      cost: iterations,
      verify: async (password, functions) => {
        for (const form of typedForms(password)) {
          if (timingSafeEqual(await functions.pbkdf2(form, salt, iterations, hash.length, digest), hash)) return true;
        }
        return false;
      },
      burnCpu: async (password, spentCost, functions) => {
        const missing = iterations - (spentCost ?? 0);
        if (missing <= 0) return;
        for (const form of typedForms(password)) await functions.pbkdf2(form, salt, missing, hash.length, digest);
      },
    },
  };
}
