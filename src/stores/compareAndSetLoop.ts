import { ApiError } from "../utils/ApiError.js";

const ATTEMPTS = 6;

/**
 * Runs one read-decide-compareAndSet step until it is settled. A step answers `undefined` when it lost the race, and is run
 * again on what is stored by then. Many losses in a row are 503: busy, which says nothing about credentials.
 */
export async function compareAndSetLoop<T>(step: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const settled = await step();
    if (settled !== undefined) return settled;
  }
  throw new ApiError("STORE_UNAVAILABLE", {
    retryAfterSeconds: 1,
    cause: new Error(`compareAndSet lost ${ATTEMPTS} times`),
  });
}
