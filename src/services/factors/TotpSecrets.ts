import type { User } from "../../stores/Store.js";
import { Sealing } from "../../utils/Sealing.js";

type PendingOwner = Pick<User, "_id" | "passwordChangedAt">;

/** Seals the secrets of authenticator apps for the database: a copy of it makes no code without a secret of the configuration. */
export class TotpSecrets {
  readonly #sealing: Sealing;

  /** @param secrets the first seals, all open */
  constructor(secrets: readonly string[]) {
    this.#sealing = new Sealing(secrets, "latchkey totp secret v1");
  }

  /** Bound to the user: in another record it opens nothing. */
  seal(secret: Buffer, userId: string): string {
    return this.#sealing.seal(secret, userId);
  }

  /** Until it is confirmed. A change of the password ends it. */
  sealPending(secret: Buffer, owner: PendingOwner): string {
    return this.#sealing.seal(secret, pendingSubject(owner));
  }

  /** `null` when the password has changed since. */
  openPending(sealed: string, owner: PendingOwner): Buffer | null {
    return this.#sealing.open(sealed, pendingSubject(owner))?.plain ?? null;
  }

  /**
   * The secret, and how to store it from now on: sealed with the first secret of the list, so that the earlier ones can be removed.
   * Throws an Error when none of the list opens it. That is a mistake of the operator, and says nothing about a code.
   */
  open(sealed: string, userId: string): { readonly secret: Buffer; readonly sealedSecret: string } {
    const opened = this.#sealing.open(sealed, userId);
    if (opened === null) throw new Error(UNREADABLE);
    const { plain: secret, isCurrent } = opened;
    return { secret, sealedSecret: isCurrent ? sealed : this.seal(secret, userId) };
  }
}

/** The password is part of it: who has begun with an old one confirms nothing with a session that was stolen later. */
function pendingSubject({ _id, passwordChangedAt }: PendingOwner): string {
  return `${_id} pending since ${passwordChangedAt}`;
}

const UNREADABLE =
  "No secret of REFRESH_TOKEN_SECRET opens a user's TOTP secret. Put the earlier one back into the list, or use latchkey users reset-factors.";
