import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";

export interface PasswordProof {
  readonly userId: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/**
 * The user, once the password that a signed-in client gave is proven to be theirs. A thief with a stolen session may not
 * guess it here without limit, so the attempt counts before it is judged.
 *
 * Throws RATE_LIMITED, INVALID_CREDENTIALS, OVERLOADED, SESSION_REVOKED.
 */
export async function provePassword(
  deps: AccountDeps,
  limit: "change-password.account" | "reauth.account",
  { userId, password, client }: PasswordProof,
): Promise<User> {
  await deps.limits.consume(limit, userId);
  const user = (await deps.store.users.byId(userId)) ?? accountIsGone();
  if (await deps.hasher.verify(user.passwordHash, password, { lane: "priority", ip: client.ip })) return user;
  deps.audit.record({ name: "password_refused", userId, sessionId: null, client });
  throw new ApiError("INVALID_CREDENTIALS");
}
