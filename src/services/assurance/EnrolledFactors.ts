import type { Passkey, SecondFactors, Store, User } from "../../stores/Store.js";
import { type Enrolled, NOTHING_ENROLLED } from "./decideSignIn.js";

/** Reads which second factors an account has. */
export class EnrolledFactors {
  readonly #store: Pick<Store, "secondFactors" | "passkeys">;

  constructor({ store }: { store: Pick<Store, "secondFactors" | "passkeys"> }) {
    this.#store = store;
  }

  /** `factorsSince` is set before the first factor is stored, so without it no request pays for a read. */
  ofUser({ _id, factorsSince }: Pick<User, "_id" | "factorsSince">): Promise<Enrolled> {
    return factorsSince === null ? Promise.resolve(NOTHING_ENROLLED) : this.of(_id);
  }

  /** Reads always, also for an id that nobody has: where a faster answer would tell who has a factor. */
  async of(userId: string): Promise<Enrolled> {
    const { secondFactors, passkeys } = this.#store;
    return enrolledIn(...(await Promise.all([secondFactors.get(userId), passkeys.listByUser(userId)])));
  }
}

/** What the two records say together. */
export function enrolledIn(factors: SecondFactors | null, passkeys: readonly Passkey[]): Enrolled {
  if (factors === null) return { ...NOTHING_ENROLLED, passkeys: passkeys.length };
  return {
    totp: factors.totp !== null,
    recoveryCodesLeft: recoveryCodesLeft(factors.recoveryCodes),
    passkeys: passkeys.length,
  };
}

/** How many can still be used. */
export function recoveryCodesLeft(codes: SecondFactors["recoveryCodes"]): number {
  return codes.filter(({ usedAt }) => usedAt === null).length;
}
