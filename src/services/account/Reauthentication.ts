import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { passwordMethod } from "../assurance/index.js";
import type { ReauthLimit } from "../rateLimit/index.js";
import type { ProvenSession } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectDeletedAccount } from "./accountErrors.js";

/** A request of a signed-in user: who, in which session, from where. */
export interface AuthenticatedRequest {
  readonly userId: string;
  readonly sessionId: string;
  readonly client: ClientInfo;
}

/** A request that the user confirms with the current password. */
export interface ConfirmedRequest extends AuthenticatedRequest {
  readonly password: string;
}

type ReauthenticationDeps = Pick<
  AccountDeps,
  "users" | "clock" | "audit" | "hasher" | "reauthAttempts" | "sessions" | "sessionRevocation"
>;

/** Asking a signed-in user for the password again. */
export class Reauthentication {
  readonly #deps: ReauthenticationDeps;

  constructor(deps: ReauthenticationDeps) {
    this.#deps = deps;
  }

  /**
   * Answers the user when the password is right. The holder of a stolen session must not guess it here without limit: an
   * attempt is counted before the password is verified, and a session with too many wrong ones ends.
   * Throws RATE_LIMITED, INVALID_CREDENTIALS, OVERLOADED, SESSION_REVOKED.
   *
   * @param known the user, where the caller has just read it
   */
  async reauthenticate(
    request: ConfirmedRequest,
    { limit = "reauth.account", known }: { limit?: ReauthLimit; known?: User } = {},
  ): Promise<User> {
    const { users, audit, hasher, reauthAttempts, sessionRevocation } = this.#deps;
    const { userId, sessionId, password, client } = request;
    const attempt = await reauthAttempts.begin({ limit, userId, sessionId });
    const user = known ?? (await users.byId(userId)) ?? rejectDeletedAccount();
    if (await hasher.verify(user.passwordHash, password, { lane: "priority", ip: client.ip })) {
      await attempt.succeeded();
      return user;
    }
    audit.record({ name: "password_refused", userId, sessionId, client });
    const { sessionMustEnd } = await attempt.refused();
    if (sessionMustEnd) await sessionRevocation.revokeForGuessing(sessionId, client);
    throw new ApiError("INVALID_CREDENTIALS");
  }

  /** Notes in the session that the password was given again. Throws as `reauthenticate` and {@link Sessions.prove} do. */
  async prove(request: ConfirmedRequest): Promise<ProvenSession> {
    const { clock, sessions } = this.#deps;
    const user = await this.reauthenticate(request);
    return sessions.prove(user, request.sessionId, passwordMethod(clock.now()));
  }
}
