import type { CredentialKind } from "../stores/Archive.js";
import type { Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";
import { DAY, MINUTE } from "../utils/duration.js";

interface DanglingCredentialsDeps {
  readonly store: Store;
  readonly clock: Clock;
}

const BATCH_SIZE = 200;

/** Longer than the registration lasts in which one is stored before its user. Nobody signs in with it until then either. */
const DELAY: { readonly [K in CredentialKind]: number } = { passkeys: 15 * MINUTE, identities: DAY };
/** Those of users whose registration a crash cut off were made before this process started, but hardly longer before. */
const LOOKBACK = 30 * DAY;

/**
 * Deletes the passkeys, or the identities, without a user. One that registers an account is stored before its user, so a crash between
 * the two leaves one that opens nothing. Each is looked at once in the life of this process.
 */
export class DanglingCredentials {
  readonly #deps: DanglingCredentialsDeps;
  readonly #kind: CredentialKind;
  /** All of before were seen with a user, or deleted. */
  #seen = 0;

  constructor(deps: DanglingCredentialsDeps, kind: CredentialKind) {
    this.#deps = deps;
    this.#kind = kind;
  }

  /** Answers how many were deleted. */
  async delete(): Promise<number> {
    const { store, clock } = this.#deps;
    const before = clock.now() - DELAY[this.#kind];
    let from = Math.max(this.#seen, before - LOOKBACK);
    let deleted = 0;
    let batch: ReadonlyArray<{ _id: string; userId: string; createdAt: number }>;
    do {
      batch = await store[this.#kind].listCreated({ from, before, limit: BATCH_SIZE });
      const found = await Promise.all(batch.map(({ _id: id, userId }) => this.#deleteWithoutUser({ id, userId })));
      deleted += found.filter((isDeleted) => isDeleted).length;
      // Of one moment there are far fewer than a batch.
      from = Math.max(from + 1, batch.at(-1)?.createdAt ?? 0);
    } while (batch.length === BATCH_SIZE);
    this.#seen = before;
    return deleted;
  }

  async #deleteWithoutUser(credential: { id: string; userId: string }): Promise<boolean> {
    const { store } = this.#deps;
    return (await store.users.byId(credential.userId)) === null && store[this.#kind].delete(credential);
  }
}
