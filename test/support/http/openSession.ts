import { composeAssuranceServices } from "../../../src/container/assuranceServices.js";
import { passwordVerified, together, totpVerified } from "../../../src/services/assurance/index.js";
import { Events } from "../../../src/services/events/index.js";
import { type IssuedTokens, Sessions, TokenIssuer } from "../../../src/services/session/index.js";
import { AccessTokens, createKeyring, SecretKeys } from "../../../src/services/token/index.js";
import type { User } from "../../../src/stores/Store.js";
import { BackgroundTasks } from "../../../src/utils/BackgroundTasks.js";
import type { ReachableServer } from "./testServer.js";

/** A session in the server's store as a sign-in would open it, without the cost of a password. */
export function openSession(
  server: ReachableServer,
  user: User,
  { browser, rememberMe }: { browser: boolean; rememberMe: boolean },
): Promise<IssuedTokens> {
  const { config, clock, store, container } = server;
  const keyring = createKeyring(config.refreshTokenSecrets);
  const accessTokens = new AccessTokens({
    keys: config.accessTokenAlgorithms.map((algorithm) =>
      algorithm === "ES256" && container ? container.signingKeys : new SecretKeys(config.accessTokenSecrets),
    ),
    issuer: config.accessTokenIssuer,
    audience: config.accessTokenAudience,
  });
  const sessions = new Sessions({
    store,
    clock,
    accessTokens,
    keyring,
    tokenIssuer: new TokenIssuer({
      ...composeAssuranceServices(config, { store, clock }),
      accessTokens,
      keyring,
      accessTokenExpiry: config.accessTokenExpiry,
      requireVerifiedEmail: false,
    }),
    background: new BackgroundTasks(() => undefined),
    idle: config.refreshTokenExpiry,
    absolute: config.sessionMaxAge,
    events: new Events(),
  });
  const password = passwordVerified(clock.now());
  return sessions.open(user, {
    rememberMe,
    client: { isBrowser: browser, ip: "127.0.0.1", userAgent: null },
    // As much as the account asks for.
    evidence: user.factorsSince === null ? password : together(password, totpVerified(clock.now())),
  });
}
