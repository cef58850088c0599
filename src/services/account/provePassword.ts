import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { ReauthLimit } from "../rateLimit/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";

export interface PasswordProof {
  readonly userId: string;
  readonly sessionId: string;
  readonly password: string;
  readonly client: ClientInfo;
}

/**
 * The user, once the password that a signed-in client gave is proven to be theirs. A thief with a stolen session may not
 * guess it here without limit, so the attempt counts before it is judged, and a session that guesses is ended.
 *
 * Throws RATE_LIMITED, INVALID_CREDENTIALS, OVERLOADED, SESSION_REVOKED.
 */
export async function provePassword(
  deps: AccountDeps,
  limit: ReauthLimit,
  { userId, sessionId, password, client }: PasswordProof,
): Promise<User> {
  const attempt = await deps.reauthAttempts.begin({ limit, userId, sessionId });
  const user = (await deps.store.users.byId(userId)) ?? accountIsGone();
  if (await deps.hasher.verify(user.passwordHash, password, { lane: "priority", ip: client.ip })) {
    await attempt.succeeded();
    return user;
  }
  deps.audit.record({ name: "password_refused", userId, sessionId, client });
  const { sessionMustEnd } = await attempt.refused();
  if (sessionMustEnd) await deps.sessionEnding.endForGuessing(sessionId, client);
  throw new ApiError("INVALID_CREDENTIALS");
}
