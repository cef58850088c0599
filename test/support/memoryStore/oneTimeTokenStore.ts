import type { OneTimeToken, OneTimeTokenStore } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

function keyOf(token: OneTimeToken): string {
  return `${token.purpose} ${token.userId}`;
}

/** The one-time tokens of the memory store: one for each user and purpose. */
export function createOneTimeTokenStore(assertOpen: () => void): OneTimeTokenStore {
  const tokens = new Map<string, OneTimeToken>();

  function findLiving({ hash, purpose, now }: Parameters<OneTimeTokenStore["find"]>[0]): OneTimeToken | null {
    assertOpen();
    const found = [...tokens.values()].find((token) => token.hash === hash && token.purpose === purpose);
    return found === undefined || found.expiresAt <= now ? null : structuredClone(found);
  }

  return {
    async put(token) {
      assertOpen();
      tokens.set(keyOf(token), structuredClone(token));
    },
    async take(query) {
      const token = findLiving(query);
      if (token !== null) tokens.delete(keyOf(token));
      return token;
    },
    async find(query) {
      return findLiving(query);
    },
    async listByUser(userId) {
      assertOpen();
      return structuredClone([...tokens.values()].filter((token) => token.userId === userId));
    },
    async deleteExpired(now, limit) {
      assertOpen();
      return deleteWhere(tokens, (token) => token.expiresAt <= now, limit);
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(tokens, (token) => token.userId === userId);
    },
  };
}
