import { createSecretKey } from "node:crypto";
import type { AccessTokenKeys } from "./accessToken.js";

/**
 * The keys of HS256: the first secret signs, all verify. Secrets become KeyObjects once, since a text is parsed anew for each
 * token at fifty times the cost.
 */
export function createSecretKeys(secrets: readonly string[]): AccessTokenKeys {
  const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret, "utf8")));
  const [key] = keys;
  if (key === undefined) throw new Error("at least one access token secret is needed");

  return {
    algorithm: "HS256",
    signer: () => ({ kid: null, key }),
    // Tokens of this kind are made without one.
    verifiers: (kid) => (kid === undefined ? keys : []),
    reload: async () => {},
  };
}
