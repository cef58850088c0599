import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { SecondFactorStore, SecondFactors } from "../../stores/Store.js";

/**
 * Applies a change to the second factors of a user as they are stored now, in one write. After a lost race it reads them again and
 * applies the change again, so `change` may be called several times. It may throw to refuse, or answer `null`: then nothing is
 * written, and the result is `null`.
 */
export function updateFactors(
  store: SecondFactorStore,
  userId: string,
  change: (factors: SecondFactors) => Partial<SecondFactors> | null,
): Promise<SecondFactors | null> {
  return compareAndSetLoop(async () => {
    const stored = await store.get(userId);
    const before = stored ?? noFactors(userId);
    const changed = change(before);
    if (changed === null) return null;
    const version = stored === null ? 0 : stored.version + 1;
    const next: SecondFactors = { ...before, ...changed, version };
    const result = await (stored === null ? store.create(next) : store.compareAndSet(next, stored.version));
    return result.kind === "created" || result.kind === "stored" ? next : undefined;
  });
}

function noFactors(userId: string): SecondFactors {
  return { _id: userId, version: 0, totp: null, pending: null, recoveryCodes: [], madeAt: null };
}
