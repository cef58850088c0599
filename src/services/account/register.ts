import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { AccountDeps } from "./AccountDeps.js";
import { type CreateAccountDeps, createAccount, type NewAccount } from "./createAccount.js";

export type Registration = Omit<NewAccount, "roles" | "emailVerified">;

type Deps = CreateAccountDeps & Pick<AccountDeps, "limits">;

/**
 * What somebody who registers says of themselves gives no role and proves no address.
 *
 * Only an account that is made uses up what everybody shares: one subscriber who repeats names that are taken would close the
 * door to all others.
 */
export async function register(
  { limits, ...deps }: Deps,
  registration: Registration,
  client: ClientInfo,
): Promise<User> {
  const { username, fullName, email, password, avatarUrl } = registration;
  const account = { username, fullName, email, password, avatarUrl, roles: [], emailVerified: false };
  try {
    return await createAccount(deps, account, client, () => limits.consume("register.global", "all"));
  } catch (error) {
    if (error instanceof ApiError && error.code === "USER_EXISTS") await limits.refund("register.global", "all");
    throw error;
  }
}
