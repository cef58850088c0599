import { type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import QuickLRU from "quick-lru";
import {
  ACCESS_TOKEN_TYPE,
  type AccessClaims,
  type AccessTokenAlgorithm,
  readAccessTokenHeader,
  verifyAccessToken,
} from "./accessTokenFormat.js";

/** The keys of one algorithm, as they are at this moment. A key is never used for another algorithm. */
export interface AccessTokenKeys {
  readonly algorithm: AccessTokenAlgorithm;
  /** The key that signs at `now`, and its `kid` if it has one. */
  signer(now: number): { readonly kid: string | null; readonly key: KeyObject };
  /** The keys that may have signed a token whose header has this `kid`; none when it names no key that is known. */
  verifiers(kid: unknown): readonly KeyObject[];
  /** Reads the keys again unless that was done a moment ago: another server may have made the one that is not known. */
  reload(): Promise<void>;
}

export interface AccessTokens {
  /** Signs claims; `expiresAt` is rounded down to whole seconds, as JWT has it. */
  sign(claims: AccessClaims, now: number): string;
  /** Judges a token by the keys that are known, without waiting for anything. */
  verify(token: string, now: number): AccessTokenVerdict | { kind: "unknown-key" };
  /** As `verify`, but the keys are read again before a token of an unknown key is refused. Rejects as the store does. */
  check(token: string, now: number): Promise<AccessTokenVerdict>;
}

export type AccessTokenVerdict =
  | { kind: "valid"; claims: AccessClaims }
  | { kind: "expired"; claims: AccessClaims }
  | { kind: "invalid" };

export interface AccessTokenSettings {
  /** The first signs, all verify: each algorithm that is accepted, once. */
  readonly keys: readonly AccessTokenKeys[];
  readonly issuer: string;
  readonly audience: string;
}

/** A token whose signature was verified: what it says, and which key has signed it. */
interface VerifiedToken {
  readonly claims: AccessClaims;
  readonly key: KeyObject;
  readonly kid: unknown;
  readonly keys: AccessTokenKeys;
}

const REMEMBERED = 2048;

/** Issues and verifies access tokens. */
export function createAccessTokens({ keys, issuer, audience }: AccessTokenSettings): AccessTokens {
  const [signing] = keys;
  if (signing === undefined) throw new Error("at least one kind of access token keys is needed");

  /*
   * A client sends one token again and again, and its signature does not change; so it is verified once. Nothing else is taken
   * from here: the key, expiry, session and user are looked at for every request. The whole token is the key, so a token that
   * differs in one character is another one, and only verified tokens come in: a flood of forged ones pushes nobody out.
   */
  const verified = new QuickLRU<string, VerifiedToken>({ maxSize: REMEMBERED });

  /** The token names its algorithm, but only those that are configured are there to be chosen. */
  function choose(token: string) {
    const header = readAccessTokenHeader(token);
    const chosen = keys.find(({ algorithm }) => algorithm === header?.alg);
    if (header === null || chosen === undefined) return null;
    return { chosen, kid: header.kid, candidates: chosen.verifiers(header.kid) };
  }

  /** What a signature once proved, as long as its key is in use: a key that was revoked proves nothing any more. */
  function remembered(token: string): AccessClaims | null {
    const known = verified.get(token);
    return known?.keys.verifiers(known.kid).includes(known.key) ? known.claims : null;
  }

  function judge(claims: AccessClaims, now: number): AccessTokenVerdict {
    return { kind: now < claims.expiresAt ? "valid" : "expired", claims };
  }

  function verify(token: string, now: number): ReturnType<AccessTokens["verify"]> {
    const known = remembered(token);
    if (known !== null) return judge(known, now);
    const choice = choose(token);
    if (choice === null) return { kind: "invalid" };
    if (choice.candidates.length === 0) return { kind: "unknown-key" };
    const { chosen: keys, candidates, kid } = choice;
    for (const key of candidates) {
      const claims = verifyAccessToken(token, key, { algorithm: keys.algorithm, issuer, audience });
      if (claims === null) continue;
      verified.set(token, { claims, key, kid, keys });
      return judge(claims, now);
    }
    return { kind: "invalid" };
  }

  return {
    sign: (claims, now) => {
      const { kid, key } = signing.signer(now);
      const { algorithm } = signing;
      return jwt.sign(
        {
          iss: issuer,
          aud: audience,
          sub: claims.userId,
          sid: claims.sessionId,
          gen: claims.generation,
          iat: Math.floor(now / 1000),
          exp: Math.floor(claims.expiresAt / 1000),
          jti: randomUUID(),
        },
        key,
        { algorithm, header: { alg: algorithm, typ: ACCESS_TOKEN_TYPE, ...(kid !== null && { kid }) } },
      );
    },
    verify,
    check: async (token, now) => {
      const first = verify(token, now);
      if (first.kind !== "unknown-key") return first;
      await choose(token)?.chosen.reload();
      const second = verify(token, now);
      return second.kind === "unknown-key" ? { kind: "invalid" } : second;
    },
  };
}
