/** A password hash that another system made, read into what it takes to check it. */
export interface LegacyHash {
  /** Hashes of one family differ in their cost alone. */
  readonly family: string;
  readonly cost: number;
  fits(password: string): Promise<boolean>;
  /** Does the work of a comparison that fails, or what is missing of it where one at the cost `paid` was done. */
  waste(password: string, paid: number | null): Promise<void>;
}

/** What a reader makes of a stored text: a hash, or why it is never evaluated. `null`: it is of another kind. */
export type LegacyReading = { readonly hash: LegacyHash } | { readonly problem: string } | null;

/** Of a shorter one some other password would soon be found to fit; a longer one is no password hash. */
const HASH_BYTES = { least: 16, most: 64 };

/** The memory of one verification. As many may run at once as there are cores, for strangers' guesses too. */
export const MOST_MEMORY = 128 * 1024 * 1024;

export const TOO_COSTLY = "It is too costly to check: see the bounds in docs/guides/moving-in.md.";
export const WRONG_LENGTH = `The hash itself has to have ${HASH_BYTES.least} to ${HASH_BYTES.most} bytes.`;

export function hasHashLength(hash: Buffer): boolean {
  return hash.length >= HASH_BYTES.least && hash.length <= HASH_BYTES.most;
}
