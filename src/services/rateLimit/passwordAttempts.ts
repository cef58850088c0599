import { type AttemptBucket, countAttempt, countersOf, startAnew } from "./attemptBucket.js";
import type { KnownDevice } from "./deviceTokens.js";
import type { LimitName } from "./limitRules.js";
import type { LimitDeps } from "./limits.js";

/** An attempt that was let through. */
export interface PasswordAttempt {
  /** The password was right: what was counted where this attempt was counted is forgotten. */
  succeeded(): Promise<void>;
}

export interface PasswordAttempts {
  /**
   * Counts an attempt to sign in, before any password is verified: of many at once no more than the budget is ever evaluated.
   * A device that signed in before has a budget of its own, so that strangers cannot lock the owner out; all known devices of
   * an account have one more together, so that many of them give no more guesses than a few.
   *
   * Throws RATE_LIMITED; rejects with StoreUnavailableError when it cannot count.
   *
   * @param attempt.account the user's id for a known device, else a name that was presented, whether or not an account has it
   */
  begin(attempt: { account: string; device: KnownDevice | null }): Promise<PasswordAttempt>;
  /** Deletes the counters under the user's id. Those of names, devices and sessions hold nothing readable and end within a day. */
  forget(userId: string): Promise<void>;
}

/** The limits that count under a user's id, whose counters `forget` deletes. */
const COUNTED_BY_USER = [
  "change-password.account",
  "reauth.account",
  "settings.account",
  "export.account",
  "activity.account",
] as const satisfies readonly LimitName[];

export function createPasswordAttempts(deps: LimitDeps): PasswordAttempts {
  const { store, clock, enabled, counterKey } = deps;
  if (!enabled) return { begin: async () => ({ succeeded: async () => {} }), forget: async () => {} };

  function bucket(name: LimitName, key: string): AttemptBucket {
    return { name, ...deps.limits[name], key: counterKey(name, key) };
  }

  function bucketsOf(account: string, device: KnownDevice | null): readonly AttemptBucket[] {
    if (device === null) return [bucket("login.account", account)];
    // Whatever ends the cookies of before begins a sum of its own: a reset opens the way for the browser that did it.
    return [
      bucket("login.device", `${account} ${device.id}`),
      bucket("login.devices", `${account} ${device.trustedSince}`),
    ];
  }

  return {
    begin: async ({ account, device }) => {
      const buckets = bucketsOf(account, device);
      // One after the other: what a device tries beyond its own budget uses up nothing of the others'.
      for (const each of buckets) await countAttempt(deps, each, clock.now());
      return {
        succeeded: async () => {
          await Promise.all(buckets.map((each) => startAnew(store, each)));
        },
      };
    },
    forget: async (userId) => {
      const keys = COUNTED_BY_USER.map((name) => counterKey(name, userId));
      // The plain ones too: some limits by account simply count.
      const counters = keys.flatMap((key) => [key, ...countersOf(key)]);
      await Promise.all(counters.map((counter) => store.delete(counter)));
    },
  };
}
