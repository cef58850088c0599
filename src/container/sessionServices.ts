import type { Config } from "../config/index.js";
import type { ClientInfo } from "../http/clientInfo.js";
import type { AccountDeps } from "../services/account/index.js";
import type { AssuranceGate } from "../services/assurance/index.js";
import { SessionRefresh, SessionRevocation, Sessions, TokenIssuer } from "../services/session/index.js";
import type { AccessClaims, AccessTokens, RefreshTokenKeyring } from "../services/token/index.js";
import type { User } from "../stores/Store.js";

type SessionParts = Pick<AccountDeps, "store" | "clock" | "background" | "events" | "audit" | "mailer"> & {
  readonly accessTokens: AccessTokens;
  readonly keyring: RefreshTokenKeyring;
  readonly gate: AssuranceGate;
  /** What the app says about a user in the access token. */
  readonly extraClaims: (user: User) => AccessClaims["ext"];
};

/** What opens, refreshes and ends sessions. */
export function composeSessionServices(config: Config, parts: SessionParts) {
  const { store, clock, background, audit, mailer, accessTokens } = parts;
  const idle = config.refreshTokenExpiry;
  const policy = { tolerance: config.refreshTokenTolerance, grace: config.refreshTokenGrace, idle };
  const { accessTokenExpiry, requireVerifiedEmail } = config;
  const tokenIssuer = new TokenIssuer({ ...parts, accessTokenExpiry, requireVerifiedEmail });
  const onTheft = (theft: { user: User; client: ClientInfo }) =>
    background.run(() => mailer.enqueue({ kind: "token-reused", ...theft }));
  const sessionRefresh = new SessionRefresh({ ...parts, policy, tokenIssuer, onTheft });
  const revoking = { store, clock, accessTokens, sessionRefresh };
  return {
    tokenIssuer,
    sessions: new Sessions({ ...parts, tokenIssuer, idle, absolute: config.sessionMaxAge }),
    sessionRefresh,
    sessionRevocation: new SessionRevocation({ ...revoking, audit }),
    /** For what the app's own code ends: the audit log says so. */
    serverRevocation: new SessionRevocation({ ...revoking, audit: audit.by("server") }),
  };
}
