import { normalizePassword } from "../../../utils/passwordForm.js";
import type { HashFunctions } from "../HashFunctions.js";

/** A password hash that another system made, with what it takes to verify it. */
export interface LegacyHash {
  /** The algorithm with its parameters except the cost: two hashes with one `algorithm` differ in their cost alone. */
  readonly algorithm: string;
  readonly cost: number;
  verify(password: string, functions: HashFunctions): Promise<boolean>;
  /**
   * Takes the time of a failed verification. `spentCost`: the cost of a verification with the same algorithm that has been done,
   * of which only the rest is missing.
   */
  burnCpu(password: string, spentCost: number | null, functions: HashFunctions): Promise<void>;
}

/** A stored text as a hash, or why it is never verified. `null`: it has another algorithm. */
export type LegacyReading = { readonly hash: LegacyHash } | { readonly problem: string } | null;

/** For a shorter hash, another password that fits is soon found. A longer text is no password hash. */
const MIN_HASH_BYTES = 16;
const MAX_HASH_BYTES = 64;

/** The memory of one verification. As many may run at once as there are cores, for strangers' guesses too. */
export const MAX_MEMORY = 128 * 1024 * 1024;

export const TOO_COSTLY = "It is too costly to verify: see the bounds in docs/guides/moving-in.md.";
export const WRONG_LENGTH = `The hash itself must have ${MIN_HASH_BYTES} to ${MAX_HASH_BYTES} bytes.`;

export function hasHashLength(hash: Buffer): boolean {
  return hash.length >= MIN_HASH_BYTES && hash.length <= MAX_HASH_BYTES;
}

/** The texts that another system may have hashed: the password as typed, or normalized. Mostly they are one. */
export function typedForms(password: string): ReadonlySet<string> {
  return new Set([password, normalizePassword(password), password.normalize("NFKC")]);
}
