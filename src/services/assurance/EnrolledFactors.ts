import type { Passkey, SecondFactors, Store } from "../../stores/Store.js";
import { type Enrolled, NOTHING_ENROLLED } from "./decideSignIn.js";

/** Reads which second factors an account has. */
export class EnrolledFactors {
  readonly #store: Pick<Store, "secondFactors" | "passkeys">;

  constructor({ store }: { store: Pick<Store, "secondFactors" | "passkeys"> }) {
    this.#store = store;
  }

  async of(userId: string): Promise<Enrolled> {
    const { secondFactors, passkeys } = this.#store;
    return enrolledIn(...(await Promise.all([secondFactors.get(userId), passkeys.listByUser(userId)])));
  }
}

/** What the two records say together. */
export function enrolledIn(factors: SecondFactors | null, passkeys: readonly Passkey[]): Enrolled {
  if (factors === null) return { ...NOTHING_ENROLLED, passkeys: passkeys.length };
  const recoveryCodesLeft = factors.recoveryCodes.filter(({ usedAt }) => usedAt === null).length;
  return { totp: factors.totp !== null, recoveryCodesLeft, passkeys: passkeys.length };
}
