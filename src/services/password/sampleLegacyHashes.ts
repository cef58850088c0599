import type { UserStore } from "../../stores/Store.js";

/** Systems change their parameters every few years; who has more of them than this is not imitated to the last. */
const MOST_SAMPLES = 64;

/** bcrypt writes no mark between the salt and the hash. */
const BCRYPT_PARAMETERS = /^\$2[aby]\$\d\d\$/;

/** Sorts after every character of a hash. */
const LAST = "~";

/** One stored hash of each set of older parameters, by one read of an index for each. */
export async function sampleLegacyHashes(users: Pick<UserStore, "nextLegacyHash">): Promise<string[]> {
  const samples: string[] = [];
  let next = await users.nextLegacyHash("");
  while (next !== null && samples.length < MOST_SAMPLES) {
    samples.push(next);
    next = await users.nextLegacyHash(`${parametersOf(next)}${LAST}`);
  }
  return samples;
}

/** Up to the salt: the kind with its parameters. */
function parametersOf(hash: string): string {
  const bcrypt = BCRYPT_PARAMETERS.exec(hash)?.[0];
  return bcrypt ?? hash.slice(0, hash.lastIndexOf("$", hash.lastIndexOf("$") - 1) + 1);
}
