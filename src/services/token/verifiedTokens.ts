import type { AccessClaims } from "./accessToken.js";

/** The claims of tokens whose signature was found right. */
export interface VerifiedTokens {
  get(token: string): AccessClaims | undefined;
  add(token: string, claims: AccessClaims): void;
}

/**
 * A client sends one token again and again, and its signature does not change; so it is worked out once. Nothing else is
 * taken from here: expiry, session and user are looked at for every request.
 *
 * The whole token is the key, so a token that differs in one character is another one. Only verified tokens come in: a
 * flood of forged ones pushes nobody out. Bounded to twice `limit`, in two halves: when the younger is full, the older
 * one, which nobody has asked for since, goes.
 */
export function createVerifiedTokens(limit: number): VerifiedTokens {
  let young = new Map<string, AccessClaims>();
  let old = new Map<string, AccessClaims>();

  function add(token: string, claims: AccessClaims): void {
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(token, claims);
  }

  return {
    get: (token) => {
      const claims = young.get(token);
      if (claims !== undefined) return claims;
      const older = old.get(token);
      if (older !== undefined) add(token, older);
      return older;
    },
    add,
  };
}
