import { enrolledIn, enrolledMethods, type SecondFactorMethod } from "../assurance/index.js";
import { type PasskeyView, passkeyView } from "../factors/index.js";
import { hasPassword } from "../password/index.js";
import { type IdentityView, identityView } from "../providers/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectDeletedAccount } from "./accountErrors.js";

export interface ProtectionView {
  /** The second factors of the account. */
  readonly methods: readonly SecondFactorMethod[];
  readonly recoveryCodesLeft: number;
  /** Oldest first. */
  readonly passkeys: readonly PasskeyView[];
  /** The accounts at providers that are linked, oldest first. */
  readonly identities: readonly IdentityView[];
  readonly hasPassword: boolean;
}

/** What protects an account, for its owner. */
export class SecurityOverview {
  readonly #store: AccountDeps["store"];

  constructor({ store }: Pick<AccountDeps, "store">) {
    this.#store = store;
  }

  /** Throws SESSION_REVOKED when the account is gone. */
  async of(userId: string): Promise<ProtectionView> {
    const { users, secondFactors, passkeys, identities } = this.#store;
    const [user, factors, keys, linked] = await Promise.all([
      users.byId(userId),
      secondFactors.get(userId),
      passkeys.listByUser(userId),
      identities.listByUser(userId),
    ]);
    if (user === null) rejectDeletedAccount();
    const enrolled = enrolledIn(factors, keys);
    return {
      methods: enrolledMethods(enrolled),
      recoveryCodesLeft: enrolled.recoveryCodesLeft,
      passkeys: keys.map(passkeyView),
      identities: linked.map(identityView),
      hasPassword: hasPassword(user),
    };
  }
}
