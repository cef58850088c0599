import type { UserStore } from "../../stores/Store.js";

/** Systems change their parameters every few years; who has more of them than this is not imitated to the last. */
const MOST_SAMPLES = 64;

/** Up to the salt: the kind with its parameters. */
const PARAMETERS = /^(?:\$2[aby]\$\d\d\$|.*\$(?=[^$]+\$[^$]+$))/;

/** Sorts after every character of a hash. */
const LAST = "~";

/** One stored hash of each set of older parameters, by one read of an index for each. */
export async function sampleLegacyHashes(users: Pick<UserStore, "nextLegacyHash">): Promise<string[]> {
  const samples: string[] = [];
  let next = await users.nextLegacyHash("");
  while (next !== null && samples.length < MOST_SAMPLES) {
    samples.push(next);
    next = await users.nextLegacyHash(`${PARAMETERS.exec(next)?.[0] ?? next}${LAST}`);
  }
  return samples;
}
