import type { SigningKeys } from "../../services/keys/index.js";
import { CliError } from "../failures.js";
import { withContainer } from "../withContainer.js";

/** Does work on the key pairs. Throws NO_KEY_PAIRS under HS256: a key that is made there would sign nothing. */
export function withSigningKeys<T>(work: (signingKeys: SigningKeys) => Promise<T>): Promise<T> {
  return withContainer(async ({ config, signingKeys }) => {
    if (config.accessTokenAlgorithms.includes("ES256")) return work(signingKeys);
    throw new CliError(
      "NO_KEY_PAIRS",
      "There are no key pairs: ACCESS_TOKEN_ALGORITHM is HS256, which signs with ACCESS_TOKEN_SECRET. To change that secret put a new one in front (new,old) and take the old one out after ACCESS_TOKEN_EXPIRY: docs/guides/keys.md.",
    );
  });
}
