import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { hasPassword } from "../password/index.js";
import type { AccountDeps } from "./AccountDeps.js";

/** Something to sign in with: a passkey or an identity. */
interface RemovableMethod {
  /** Answers whether it was there. */
  remove(): Promise<boolean>;
  putBack(): Promise<unknown>;
}

/** Keeps the last way to sign in. A mailed code is none: an account must not hang on a mailbox alone. */
export class LastMethod {
  readonly #store: AccountDeps["store"];

  constructor({ store }: Pick<AccountDeps, "store">) {
    this.#store = store;
  }

  /**
   * Removes a passkey or an identity, unless it is all that an account without a password has. Of the last two that are removed at
   * once each request sees that it was the last, or one of them does: who finds none left puts the own one back.
   * Throws NOT_FOUND, LAST_METHOD.
   */
  async remove(user: User, method: RemovableMethod): Promise<void> {
    const needsOne = !hasPassword(user);
    if (needsOne && (await countCredentials(this.#store, user._id)) === 1) throw new ApiError("LAST_METHOD");
    if (!(await method.remove())) throw new ApiError("NOT_FOUND");
    if (!needsOne || (await countCredentials(this.#store, user._id)) > 0) return;
    await method.putBack();
    throw new ApiError("LAST_METHOD");
  }
}

/** How many passkeys and identities the user has. */
export async function countCredentials(
  { passkeys, identities }: Pick<AccountDeps["store"], "passkeys" | "identities">,
  userId: string,
): Promise<number> {
  const lists = await Promise.all([passkeys.listByUser(userId), identities.listByUser(userId)]);
  return lists.flat().length;
}
