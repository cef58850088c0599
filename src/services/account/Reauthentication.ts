import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { type Evidence, passwordVerified } from "../assurance/index.js";
import type { CodeProof, PasskeyProof } from "../factors/index.js";
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

/** With what a signed-in user proves again who they are. */
export type RenewedProof = { readonly password: string } | CodeProof | PasskeyProof;

/** A request that the user confirms with the current password. */
export interface ConfirmedRequest extends AuthenticatedRequest {
  readonly password: string;
}

type ReauthenticationDeps = Pick<
  AccountDeps,
  | "users"
  | "clock"
  | "audit"
  | "hasher"
  | "reauthAttempts"
  | "secondFactorCodes"
  | "passkeys"
  | "sessions"
  | "sessionRevocation"
>;

/** Asking a signed-in user again for a proof of who they are. */
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

  /**
   * Notes in the session that its user has proved again who they are.
   * Throws as `reauthenticate`, {@link SecondFactorCodes.verify}, {@link Passkeys.verify} and {@link Sessions.prove} do.
   */
  async prove(
    proof: RenewedProof,
    request: AuthenticatedRequest & { readonly presentedDevice: string | null },
  ): Promise<ProvenSession> {
    const { sessions } = this.#deps;
    const { user, evidence } = await this.#verified(proof, request);
    const [method] = evidence.methods;
    if (method === undefined) throw new Error("The proof has no method.");
    return sessions.prove(user, request.sessionId, method);
  }

  async #verified(
    proof: RenewedProof,
    request: AuthenticatedRequest & { readonly presentedDevice: string | null },
  ): Promise<{ user: User; evidence: Evidence }> {
    const { users, clock, secondFactorCodes, passkeys } = this.#deps;
    if ("credential" in proof) return passkeys.verify(proof, { by: request.userId, client: request.client });
    if ("password" in proof) {
      const user = await this.reauthenticate({ ...request, ...proof });
      return { user, evidence: passwordVerified(clock.now()) };
    }
    const user = (await users.byId(request.userId)) ?? rejectDeletedAccount();
    return { user, evidence: await secondFactorCodes.verify(user, proof, request) };
  }
}
