import { createSecretKey, type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import { isId } from "../../utils/ids.js";
import { createVerifiedTokens } from "./verifiedTokens.js";

/** What an access token says: who, in which session, at which generation of it. No personal data. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly generation: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface AccessTokens {
  /** Signs claims; `expiresAt` is rounded down to whole seconds, as JWT has it. */
  sign(claims: AccessClaims, now: number): string;
  verify(token: string, now: number): AccessTokenVerdict;
}

export type AccessTokenVerdict =
  | { kind: "valid"; claims: AccessClaims }
  | { kind: "expired"; claims: AccessClaims }
  | { kind: "invalid" };

export interface AccessTokenSettings {
  readonly secrets: readonly string[];
  readonly issuer: string;
  readonly audience: string;
}

// RFC 9068 §2.1: the explicit type keeps any other JWT of the same issuer from passing as an access token.
const TYPE = "at+jwt";
const ALGORITHM = "HS256";
const MAX_LENGTH = 4096;
const REMEMBERED = 2048;

/**
 * Issues and verifies access tokens. Everything is pinned and required: algorithm, type, issuer, audience and each claim.
 * Secrets become KeyObjects once, since a text is parsed anew for each token at fifty times the cost.
 */
export function createAccessTokens(settings: AccessTokenSettings): AccessTokens {
  const keys = settings.secrets.map((secret) => createSecretKey(Buffer.from(secret, "utf8")));
  const [signingKey] = keys;
  if (signingKey === undefined) throw new Error("at least one access token secret is needed");
  const verified = createVerifiedTokens(REMEMBERED);

  function claimsOf(token: string): AccessClaims | null {
    const known = verified.get(token);
    if (known !== undefined) return known;
    const claims = firstVerified(keys, token, settings);
    if (claims !== null) verified.add(token, claims);
    return claims;
  }

  return {
    sign: (claims, now) =>
      jwt.sign(
        {
          iss: settings.issuer,
          aud: settings.audience,
          sub: claims.userId,
          sid: claims.sessionId,
          gen: claims.generation,
          iat: Math.floor(now / 1000),
          exp: Math.floor(claims.expiresAt / 1000),
          jti: randomUUID(),
        },
        signingKey,
        { algorithm: ALGORITHM, header: { alg: ALGORITHM, typ: TYPE } },
      ),
    verify: (token, now) => {
      if (token.length > MAX_LENGTH) return { kind: "invalid" };
      const claims = claimsOf(token);
      if (claims === null) return { kind: "invalid" };
      return { kind: now < claims.expiresAt ? "valid" : "expired", claims };
    },
  };
}

function firstVerified(keys: KeyObject[], token: string, settings: AccessTokenSettings): AccessClaims | null {
  for (const key of keys) {
    const claims = verifyWith(key, token, settings);
    if (claims !== null) return claims;
  }
  return null;
}

/** The expiry is judged by the caller, on its clock; everything else is judged here. */
function verifyWith(key: KeyObject, token: string, settings: AccessTokenSettings): AccessClaims | null {
  try {
    const { header, payload } = jwt.verify(token, key, {
      algorithms: [ALGORITHM],
      issuer: settings.issuer,
      audience: settings.audience,
      ignoreExpiration: true,
      ignoreNotBefore: true,
      complete: true,
    });
    return isAccessTokenHeader(header) ? readClaims(payload) : null;
  } catch (error) {
    // Everything that jsonwebtoken says of a token is of this class; anything else is a bug and must be seen.
    if (error instanceof jwt.JsonWebTokenError) return null;
    // A payload or header that is no JSON at all comes as a bare SyntaxError.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** RFC 7515 §4.1.11: a token with a `crit` that is not understood must be refused; none is understood here. */
function isAccessTokenHeader(header: jwt.JwtHeader): boolean {
  return header.typ === TYPE && header.alg === ALGORITHM && !("crit" in header) && !("b64" in header);
}

function readClaims(payload: string | jwt.JwtPayload): AccessClaims | null {
  if (typeof payload === "string") return null;
  const { sub, sid, gen, iat, exp, jti, nbf } = payload as Record<string, unknown>;
  if (typeof sub !== "string" || !isId(sub)) return null;
  if (typeof sid !== "string" || !isId(sid)) return null;
  if (typeof jti !== "string" || jti === "") return null;
  if (!isCount(gen) || !isCount(iat) || !isCount(exp) || nbf !== undefined) return null;
  return { userId: sub, sessionId: sid, generation: gen, expiresAt: exp * 1000 };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
