import type { SecondFactors, Store } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import type { RecoveryCodeHashes } from "./RecoveryCodeHashes.js";
import { updateFactors } from "./updateFactors.js";

interface RecoveryCodesDeps {
  readonly store: Pick<Store, "secondFactors" | "passkeys">;
  readonly clock: Clock;
  readonly recoveryCodeHashes: RecoveryCodeHashes;
}

/** The recovery codes that a user holds. They are shown once, as the result of what makes them. */
export class RecoveryCodeSets {
  readonly #deps: RecoveryCodesDeps;

  constructor(deps: RecoveryCodesDeps) {
    this.#deps = deps;
  }

  /** Makes ten codes; the earlier ones end. */
  async makeFor(userId: string): Promise<readonly string[]> {
    const { shown, change } = this.made(userId);
    await updateFactors(this.#deps.store.secondFactors, userId, () => change);
    return shown;
  }

  /** Makes ten codes for an account whose first factor has just been stored; `null` where it has codes already. */
  async makeFirst(userId: string): Promise<readonly string[] | null> {
    const { shown, change } = this.made(userId);
    const isFirst = ({ madeAt }: SecondFactors) => (madeAt === null ? change : null);
    const stored = await updateFactors(this.#deps.store.secondFactors, userId, isFirst);
    return stored === null ? null : shown;
  }

  /** Ends the codes when the last factor is gone, so that the next first factor comes with new ones. */
  async endWithoutFactor(userId: string): Promise<void> {
    const { secondFactors, passkeys } = this.#deps.store;
    if ((await passkeys.listByUser(userId)).length > 0) return;
    await updateFactors(secondFactors, userId, ({ totp, madeAt }) =>
      totp === null && madeAt !== null ? { recoveryCodes: [], madeAt: null } : null,
    );
  }

  /** Ten new codes as they are shown, and the change that stores them. */
  made(userId: string): {
    readonly shown: readonly string[];
    readonly change: Pick<SecondFactors, "recoveryCodes" | "madeAt">;
  } {
    const { shown, stored } = this.#deps.recoveryCodeHashes.make(userId);
    return { shown, change: { recoveryCodes: stored, madeAt: this.#deps.clock.now() } };
  }
}
