import type { OneTimeToken, OneTimeTokenStore } from "../Store.js";

function keyOf(token: OneTimeToken): string {
  return `${token.purpose} ${token.userId}`;
}

/** The one-time tokens of the memory store: one for each user and purpose. */
export function createOneTimeTokenStore(assertOpen: () => void): OneTimeTokenStore {
  const tokens = new Map<string, OneTimeToken>();

  return {
    async put(token) {
      assertOpen();
      tokens.set(keyOf(token), structuredClone(token));
    },
    async take({ hash, purpose, now }) {
      assertOpen();
      for (const token of tokens.values()) {
        if (token.hash !== hash || token.purpose !== purpose || token.expiresAt <= now) continue;
        tokens.delete(keyOf(token));
        return token;
      }
      return null;
    },
  };
}
