import { createSecretKey, type KeyObject, randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import QuickLRU from "quick-lru";
import {
  ACCESS_TOKEN_TYPE,
  type AccessClaims,
  type AccessTokenAlgorithm,
  readAccessTokenHeader,
  verifyAccessToken,
} from "./accessTokenFormat.js";

/** The keys of one algorithm, as they are now. A key is never used for another algorithm. */
export interface AccessTokenKeys {
  readonly algorithm: AccessTokenAlgorithm;
  /** The key that signs at `now`, and its `kid` if it has one. */
  signer(now: number): { readonly kid: string | null; readonly key: KeyObject };
  /** The keys that may have signed a token whose header has this `kid`; none when it names no known key. */
  verifiers(kid: unknown): readonly KeyObject[];
  /** Reads the keys again, unless that was done a moment ago: another server may have made the unknown one. */
  reload(): Promise<void>;
}

export type AccessTokenVerdict =
  | { kind: "valid"; claims: AccessClaims }
  | { kind: "expired"; claims: AccessClaims }
  | { kind: "invalid" };

export interface AccessTokenSettings {
  /** The first signs, all verify: each accepted algorithm, once. */
  readonly keys: readonly AccessTokenKeys[];
  readonly issuer: string;
  readonly audience: string;
}

/** A token whose signature was verified: its claims, and the key that signed it. */
interface VerifiedToken {
  readonly claims: AccessClaims;
  readonly key: KeyObject;
  readonly kid: unknown;
  readonly keys: AccessTokenKeys;
}

const REMEMBERED = 2048;

/** Signs and verifies access tokens. */
export class AccessTokens {
  readonly #settings: AccessTokenSettings;
  readonly #signing: AccessTokenKeys;
  /**
   * A client sends one token again and again, and its signature does not change; so it is verified once. Nothing else is taken
   * from here: the key, expiry, session and user are checked on every request. The whole token is the key, so a token that
   * differs in one character is another one, and only verified tokens come in: a flood of forged ones pushes nobody out.
   */
  readonly #verified = new QuickLRU<string, VerifiedToken>({ maxSize: REMEMBERED });

  constructor(settings: AccessTokenSettings) {
    const [signing] = settings.keys;
    if (signing === undefined) throw new Error("at least one kind of access token keys is needed");
    this.#settings = settings;
    this.#signing = signing;
  }

  /** Signs claims; `expiresAt` is rounded down to whole seconds, as JWT requires. */
  sign(claims: AccessClaims, now: number): string {
    const { issuer, audience } = this.#settings;
    const { algorithm } = this.#signing;
    const { kid, key } = this.#signing.signer(now);
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
        ...claims.assurance,
        ...(claims.ext !== undefined && { ext: claims.ext }),
      },
      key,
      { algorithm, header: { alg: algorithm, typ: ACCESS_TOKEN_TYPE, ...(kid !== null && { kid }) } },
    );
  }

  /** Judges a token by the known keys, without waiting for anything. */
  verify(token: string, now: number): AccessTokenVerdict | { kind: "unknown-key" } {
    const remembered = this.#remembered(token);
    if (remembered !== null) return judge(remembered, now);
    const choice = this.#choose(token);
    if (choice === null) return { kind: "invalid" };
    if (choice.candidates.length === 0) return { kind: "unknown-key" };
    const { keys, candidates, kid } = choice;
    const { issuer, audience } = this.#settings;
    for (const key of candidates) {
      const claims = verifyAccessToken(token, key, { algorithm: keys.algorithm, issuer, audience });
      if (claims === null) continue;
      this.#verified.set(token, { claims, key, kid, keys });
      return judge(claims, now);
    }
    return { kind: "invalid" };
  }

  /** As `verify`, but the keys are read again before a token of an unknown key is refused. Rejects as the store does. */
  async check(token: string, now: number): Promise<AccessTokenVerdict> {
    const first = this.verify(token, now);
    if (first.kind !== "unknown-key") return first;
    await this.#choose(token)?.keys.reload();
    const second = this.verify(token, now);
    return second.kind === "unknown-key" ? { kind: "invalid" } : second;
  }

  /** The token names its algorithm, but it can choose only among those that are configured. */
  #choose(token: string) {
    const header = readAccessTokenHeader(token);
    const keys = this.#settings.keys.find(({ algorithm }) => algorithm === header?.alg);
    if (header === null || keys === undefined) return null;
    return { keys, kid: header.kid, candidates: keys.verifiers(header.kid) };
  }

  /** The claims of a signature that was verified before, as long as its key is in use: a revoked key proves nothing any more. */
  #remembered(token: string): AccessClaims | null {
    const known = this.#verified.get(token);
    return known?.keys.verifiers(known.kid).includes(known.key) ? known.claims : null;
  }
}

function judge(claims: AccessClaims, now: number): AccessTokenVerdict {
  return { kind: now < claims.expiresAt ? "valid" : "expired", claims };
}

/** The keys of HS256: the first secret signs, all verify. */
export class SecretKeys implements AccessTokenKeys {
  readonly algorithm = "HS256";
  readonly #keys: readonly KeyObject[];
  readonly #signer: { readonly kid: null; readonly key: KeyObject };

  constructor(secrets: readonly string[]) {
    // Once: jsonwebtoken parses a text again for each token, at fifty times the cost.
    this.#keys = secrets.map((secret) => createSecretKey(Buffer.from(secret, "utf8")));
    const [key] = this.#keys;
    if (key === undefined) throw new Error("at least one access token secret is needed");
    this.#signer = { kid: null, key };
  }

  signer(): { readonly kid: null; readonly key: KeyObject } {
    return this.#signer;
  }

  /** Tokens of HS256 are made without a `kid`. */
  verifiers(kid: unknown): readonly KeyObject[] {
    return kid === undefined ? this.#keys : [];
  }

  /** The secrets come from the configuration and do not change. */
  async reload(): Promise<void> {}
}
