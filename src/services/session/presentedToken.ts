import { hash, randomBytes } from "node:crypto";
import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuthState, Session } from "../../stores/Store.js";
import { networkOf } from "../../utils/ipAddress.js";
import { hashSecret, type RefreshToken, type RefreshTokenKeyring, successorOf } from "../token/index.js";
import type { RotationRequest } from "./rotation.js";

/** A refresh token as a request brings it, to be spent, or at a sign-out or a sign-in. */
export interface RefreshTokenInput {
  readonly token: string;
  /** Explicit tokens (in the body) are never treated as one of several tabs. */
  readonly cameFromCookie: boolean;
  readonly idempotencyKey: string | null;
  readonly client: ClientInfo;
}

/** A genuine token with its request; it stays the same however often the race is run again. */
export interface PresentedRefreshToken {
  readonly token: RefreshToken;
  readonly tokenHash: string;
  readonly successor: RefreshToken;
  readonly request: RotationRequest;
  readonly client: ClientInfo;
  /** A revocation whose outcome the store did not tell. */
  pendingRevocation: Session | null;
}

/** What `decide` needs to know of the request, with the token that would come next. */
export function presentToken(
  keyring: RefreshTokenKeyring,
  token: RefreshToken,
  input: Omit<RefreshTokenInput, "token">,
): PresentedRefreshToken {
  const salt = randomBytes(16).toString("base64url");
  const successor = successorOf(keyring, token, { keyId: keyring.current.id, salt });
  return {
    token,
    tokenHash: hashSecret(token.secret),
    successor,
    request: {
      fromBrowserCookie: input.cameFromCookie && input.client.isBrowser,
      retryKey: input.idempotencyKey === null ? null : hash("sha256", input.idempotencyKey, "base64url" as "hex"),
      network: networkOf(input.client.ip),
      successor: { keyId: successor.keyId, tokenHash: hashSecret(successor.secret), salt },
    },
    client: input.client,
    pendingRevocation: null,
  };
}

/** What the audit log keeps of a presented token: whose it is and which generation, never the token. */
export function aboutToken(state: AuthState | null, { token, client }: PresentedRefreshToken) {
  return {
    userId: state?.session.userId ?? null,
    sessionId: token.sessionId,
    client,
    detail: {
      presentedGeneration: token.generation,
      currentGeneration: state?.session.generation ?? null,
    },
  };
}
