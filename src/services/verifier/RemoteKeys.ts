import type { KeyObject } from "node:crypto";
import type { Clock } from "../../utils/clock.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import { fetchKeys } from "./fetchKeys.js";
import { VerifierError } from "./VerifierError.js";

/** From then on the keys are fetched again, while those at hand still count. */
const FRESH = 10 * MINUTE;

/** From then on they count no more: a key that was revoked must not be believed because its server cannot be reached. */
const USABLE = 60 * MINUTE;

/** Tokens of keys that do not exist, and a server that is down, must not cause a fetch each. */
const PAUSE = 30 * SECOND;

/** The public keys of a Latchkey server, as they were fetched last. */
export class RemoteKeys {
  readonly #url: URL;
  readonly #clock: Clock;
  #keys: ReadonlyMap<string, KeyObject> = new Map();
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #failure: unknown;
  #fetching: Promise<void> | null = null;

  constructor(url: URL, clock: Clock) {
    this.#url = url;
    this.#clock = clock;
  }

  /**
   * The key, or `undefined` when the server publishes none of this name.
   * @throws VerifierError KEYS_UNAVAILABLE when that is not known
   */
  async get(kid: string): Promise<KeyObject | undefined> {
    const age = this.#clock.now() - this.#fetchedAt;
    const known = age < USABLE ? this.#keys.get(kid) : undefined;
    if (known !== undefined && age < FRESH) return known;
    const fetching = this.#fetchUnlessJustTried();
    // A known key does not wait. Should the fetch fail, the next token sees it.
    if (known !== undefined) return known;
    await fetching;
    // After a failure the keys at hand still tell the old ones, but not that a new one does not exist.
    if (this.#failure !== undefined) throw new VerifierError("KEYS_UNAVAILABLE", { cause: this.#failure });
    return this.#keys.get(kid);
  }

  #fetchUnlessJustTried(): Promise<void> | null {
    if (this.#fetching === null && this.#clock.now() - this.#triedAt >= PAUSE) this.#fetching = this.#fetch();
    return this.#fetching;
  }

  /** It never rejects: what went wrong is kept for whoever needs the answer. */
  async #fetch(): Promise<void> {
    this.#triedAt = this.#clock.now();
    try {
      this.#keys = await fetchKeys(this.#url);
      this.#fetchedAt = this.#clock.now();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error;
    } finally {
      this.#fetching = null;
    }
  }
}
