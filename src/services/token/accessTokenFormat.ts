import type { KeyObject } from "node:crypto";
import jwt from "jsonwebtoken";
import { nameOf } from "../../utils/errorFacts.js";
import { isId } from "../../utils/ids.js";
import { isPlainObject } from "../../utils/json.js";
import type { AssuranceClaims } from "../assurance/index.js";

/** The claims of an access token: the user, the session and its generation. No personal data but what an app puts into `ext`. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly generation: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** How the user has signed in. It is for other services: here the session says it. */
  readonly assurance?: AssuranceClaims | null;
  /** What the app says about the user: its option `claims`, as it was when the token was issued. */
  readonly ext?: Readonly<Record<string, unknown>>;
}

export type AccessTokenAlgorithm = "HS256" | "ES256";

/** What a token must claim to be verified with a key. */
export interface Expected {
  readonly algorithm: AccessTokenAlgorithm;
  readonly issuer: string;
  readonly audience: string;
}

// RFC 9068 §2.1: the explicit type keeps any other JWT of the same issuer from passing as an access token.
export const ACCESS_TOKEN_TYPE = "at+jwt";
export const MAX_TOKEN_LENGTH = 4096;

const TOKEN_ERRORS = new Set(["JsonWebTokenError", "NotBeforeError", "TokenExpiredError"]);

/** RFC 7518 §3.4: 64 bytes. jsonwebtoken throws a TypeError at any other length, which would be answered with 500. */
const ES256_SIGNATURE = /^[\w-]{86}$/;

/** The header of what may be an access token, or `null`: unverified, it only selects the key. An overlong text costs no work. */
export function readAccessTokenHeader(token: string): { alg: unknown; kid: unknown } | null {
  const end = token.indexOf(".");
  if (end < 1 || token.length > MAX_TOKEN_LENGTH) return null;
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, end), "base64url").toString());
    if (typeof header !== "object" || header === null) return null;
    return { alg: Reflect.get(header, "alg"), kid: Reflect.get(header, "kid") };
  } catch (error) {
    // Not JSON, so not a token. Any other error is a bug and must be seen.
    if (nameOf(error) === "SyntaxError") return null;
    throw error;
  }
}

/**
 * The claims of an access token that this key has signed, or `null`. Everything is pinned and required: algorithm, type,
 * issuer, audience and each claim. The expiry is judged by the caller, on its clock. Throws nothing that a token can cause.
 */
export function verifyAccessToken(token: string, key: KeyObject, expected: Expected): AccessClaims | null {
  if (expected.algorithm === "ES256" && !ES256_SIGNATURE.test(token.slice(token.lastIndexOf(".") + 1))) return null;
  try {
    const { header, payload } = jwt.verify(token, key, {
      algorithms: [expected.algorithm],
      issuer: expected.issuer,
      audience: expected.audience,
      ignoreExpiration: true,
      ignoreNotBefore: true,
      complete: true,
    });
    return isAccessTokenHeader(header, expected.algorithm) ? readClaims(payload) : null;
  } catch (error) {
    // jsonwebtoken refuses the token. Any other error is a bug and must be seen.
    if (TOKEN_ERRORS.has(nameOf(error))) return null;
    // jsonwebtoken throws a bare SyntaxError for a payload or header that is not JSON.
    if (nameOf(error) === "SyntaxError") return null;
    throw error;
  }
}

/** RFC 7515 §4.1.11: a token with a `crit` that is not understood must be refused; none is understood here. */
function isAccessTokenHeader(header: jwt.JwtHeader, algorithm: AccessTokenAlgorithm): boolean {
  return header.typ === ACCESS_TOKEN_TYPE && header.alg === algorithm && !("crit" in header) && !("b64" in header);
}

/** The claims of a payload whose signature, issuer and audience are verified, or `null` when one is missing or no value of ours. */
export function readClaims(payload: string | Readonly<Record<string, unknown>>): AccessClaims | null {
  if (typeof payload === "string") return null;
  const { sub, sid, gen, iat, exp, jti, nbf, ext } = payload;
  if (typeof sub !== "string" || !isId(sub)) return null;
  if (typeof sid !== "string" || !isId(sid)) return null;
  if (typeof jti !== "string" || jti === "") return null;
  if (!isCount(gen) || !isCount(iat) || !isCount(exp) || nbf !== undefined) return null;
  const claims = { userId: sub, sessionId: sid, generation: gen, expiresAt: exp * 1000 };
  return isPlainObject(ext) ? { ...claims, ext } : claims;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
