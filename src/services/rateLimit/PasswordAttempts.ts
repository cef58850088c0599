import { type AttemptBucket, bucketOf, countAttempt, countersOf, resetAttempts } from "./attemptBucket.js";
import type { LimitDeps } from "./Limits.js";
import type { LimitName } from "./limitRules.js";
import type { KnownDevice } from "./TrustedDevices.js";

/** An attempt that is within the limit. */
export interface PasswordAttempt {
  /** The password was right: resets the counters of this attempt. */
  succeeded(): Promise<void>;
}

/** The limits that count by a user's id, whose counters `forget` deletes. */
const COUNTED_BY_USER = [
  "change-password.account",
  "reauth.account",
  "settings.account",
  "passkeys.account",
  "identities.account",
  "export.account",
  "activity.account",
] as const satisfies readonly LimitName[];

/** Counts attempts to sign in. */
export class PasswordAttempts {
  readonly #deps: LimitDeps;

  constructor(deps: LimitDeps) {
    this.#deps = deps;
  }

  /**
   * Counts an attempt to sign in before any password is verified: of many at once, no more than the limit are evaluated. A
   * device that has signed in before has its own limit, so that strangers cannot lock the owner out. All known devices of an
   * account share one more, so that many of them give no more guesses than a few.
   * Throws RATE_LIMITED, and StoreUnavailableError when it cannot count.
   *
   * @param attempt.account the user's id for a known device, else a name in the request, whether or not an account has it
   */
  async begin({ account, device }: { account: string; device: KnownDevice | null }): Promise<PasswordAttempt> {
    const { store, enabled } = this.#deps;
    const buckets = enabled ? this.#bucketsOf(account, device) : [];
    // One after the other: attempts of a device beyond its own limit use up nothing of the others'.
    for (const bucket of buckets) await countAttempt(this.#deps, bucket);
    return {
      succeeded: async () => {
        await Promise.all(buckets.map((bucket) => resetAttempts(store, bucket)));
      },
    };
  }

  /** Deletes the counters of a user's id. Those of names, devices and sessions contain nothing readable and end within a day. */
  async forget(userId: string): Promise<void> {
    const { store, counterKey, enabled } = this.#deps;
    if (!enabled) return;
    const keys = COUNTED_BY_USER.map((name) => counterKey(name, userId));
    // The plain keys too: some limits by account simply count.
    const counters = keys.flatMap((key) => [key, ...countersOf(key)]);
    await Promise.all(counters.map((counter) => store.delete(counter)));
  }

  #bucketsOf(account: string, device: KnownDevice | null): readonly AttemptBucket[] {
    if (device === null) return [bucketOf(this.#deps, "login.account", account)];
    // A change that ends earlier device cookies begins a new sum, so a reset opens the way for the browser that did it.
    return [
      bucketOf(this.#deps, "login.device", `${account} ${device.id}`),
      bucketOf(this.#deps, "login.devices", `${account} ${device.trustedSince}`),
    ];
  }
}
