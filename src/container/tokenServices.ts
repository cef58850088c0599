import type { Config } from "../config/index.js";
import { KeyEncryption, SigningKeys } from "../services/keys/index.js";
import { AccessTokens, createKeyring, SecretKeys, TokenChecks } from "../services/token/index.js";
import type { Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";
import type { Logger } from "../utils/logger.js";

/** What makes and checks tokens: their secrets and, for ES256, the signing keys in the store. */
export function composeTokenServices(config: Config, parts: { store: Store; clock: Clock; logger: Logger }) {
  const { store, clock, logger } = parts;
  const keyring = createKeyring(config.refreshTokenSecrets);
  const signingKeys = new SigningKeys({
    store: store.signingKeys,
    clock,
    encryption: new KeyEncryption(config.accessTokenSecrets),
    policy: { rotation: config.keyRotation, tokenLife: config.accessTokenExpiry },
    logger,
  });
  const accessTokens = new AccessTokens({
    keys: config.accessTokenAlgorithms.map((algorithm) =>
      algorithm === "ES256" ? signingKeys : new SecretKeys(config.accessTokenSecrets),
    ),
    issuer: config.accessTokenIssuer,
    audience: config.accessTokenAudience,
  });
  return {
    keyring,
    signingKeys,
    accessTokens,
    tokenChecks: new TokenChecks({ accessTokens, keyring, clock }),
    /** The public keys, or `null` when no token is signed with ES256. */
    keySet: config.accessTokenAlgorithms.includes("ES256") ? signingKeys : null,
  };
}
