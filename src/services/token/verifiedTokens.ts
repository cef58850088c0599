import type { KeyObject } from "node:crypto";
import type { AccessTokenKeys } from "./accessToken.js";
import type { AccessClaims } from "./accessTokenFormat.js";

/** What a token says, and which key has signed it. */
export interface VerifiedToken {
  readonly claims: AccessClaims;
  readonly key: KeyObject;
  readonly kid: unknown;
  readonly keys: AccessTokenKeys;
}

/** The tokens whose signature was found right. */
export interface VerifiedTokens {
  get(token: string): VerifiedToken | undefined;
  add(token: string, verified: VerifiedToken): void;
}

/**
 * A client sends one token again and again, and its signature does not change; so it is worked out once. Nothing else is
 * taken from here: the key, expiry, session and user are looked at for every request.
 *
 * The whole token is the key, so a token that differs in one character is another one. Only verified tokens come in: a
 * flood of forged ones pushes nobody out. Bounded to twice `limit`, in two halves: when the younger is full, the older
 * one, which nobody has asked for since, goes.
 */
export function createVerifiedTokens(limit: number): VerifiedTokens {
  let young = new Map<string, VerifiedToken>();
  let old = new Map<string, VerifiedToken>();

  function add(token: string, verified: VerifiedToken): void {
    if (young.size >= limit) {
      old = young;
      young = new Map();
    }
    young.set(token, verified);
  }

  return {
    get: (token) => {
      const verified = young.get(token);
      if (verified !== undefined) return verified;
      const older = old.get(token);
      if (older !== undefined) add(token, older);
      return older;
    },
    add,
  };
}
