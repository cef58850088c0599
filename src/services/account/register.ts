import type { User } from "../../stores/Store.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import { type CreateAccountDeps, createAccount, type NewAccount } from "./createAccount.js";

export type Registration = Omit<NewAccount, "roles" | "emailVerified">;

/** What somebody who registers says of themselves gives no role and proves no address. */
export function register(deps: CreateAccountDeps, registration: Registration, client: ClientInfo): Promise<User> {
  const { username, fullName, email, password, avatarUrl } = registration;
  const account = { username, fullName, email, password, avatarUrl, roles: [], emailVerified: false };
  return createAccount(deps, account, client);
}
