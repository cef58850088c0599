import { createHmac, hash, type KeyObject, timingSafeEqual } from "node:crypto";
import { deriveBytes, deriveKey } from "../../utils/derivedKeys.js";

/**
 * The refresh token: `lk_rt_` + base64url( keyId 4 ‖ sessionId 16 ‖ generation u32 ‖ secret 32 ‖ tag 16 ).
 *
 * Nobody without the server's key can make a tag, so garbage is refused before anything is read. The secret of the next
 * generation is derived from the presented one and a stored salt: every request that presents the predecessor derives the same
 * successor, no other request derives any, and the store holds neither.
 */
const PREFIX = "lk_rt_";
const KEY_ID_BYTES = 4;
const SESSION_ID_BYTES = 16;
const SECRET_BYTES = 32;
const TAG_BYTES = 16;
const SESSION_ID_AT = KEY_ID_BYTES;
const GENERATION_AT = SESSION_ID_AT + SESSION_ID_BYTES;
const SECRET_AT = GENERATION_AT + 4;
const TAG_AT = SECRET_AT + SECRET_BYTES;
const TOKEN_BYTES = TAG_AT + TAG_BYTES;
const TOKEN_LENGTH = PREFIX.length + Math.ceil((TOKEN_BYTES * 4) / 3);

/** The keys that are derived from one secret of REFRESH_TOKEN_SECRET. */
export interface RefreshTokenKey {
  readonly id: string;
  readonly tag: KeyObject;
  readonly ratchet: KeyObject;
}

/** The configured secrets: the first makes new tokens, all verify. */
export interface RefreshTokenKeyring {
  readonly current: RefreshTokenKey;
  readonly byId: ReadonlyMap<string, RefreshTokenKey>;
}

/** A token whose tag was right, so it was made here for this session and generation. */
export interface RefreshToken {
  readonly keyId: string;
  readonly sessionId: string;
  readonly generation: number;
  readonly secret: Buffer;
}

/** Derives the keys from the configured secrets by HKDF (RFC 5869), one pair a secret. */
export function createKeyring(secrets: readonly string[]): RefreshTokenKeyring {
  const keys = secrets.map((secret) => ({
    id: deriveBytes(secret, "latchkey refresh token key id", KEY_ID_BYTES).toString("base64url"),
    tag: deriveKey(secret, "latchkey refresh token tag"),
    ratchet: deriveKey(secret, "latchkey refresh token ratchet"),
  }));
  const [current] = keys;
  if (current === undefined) throw new Error("at least one refresh token secret is needed");
  return { current, byId: new Map(keys.map((key) => [key.id, key])) };
}

function idToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll("-", ""), "hex");
}

function bytesToId(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function tagOf(key: RefreshTokenKey, body: Buffer): Buffer {
  return createHmac("sha256", key.tag).update(body).digest().subarray(0, TAG_BYTES);
}

/** Writes the token as the client holds it. Throws when its key is not configured. */
export function encodeRefreshToken(keyring: RefreshTokenKeyring, token: RefreshToken): string {
  const key = keyOf(keyring, token.keyId);
  const bytes = Buffer.alloc(TOKEN_BYTES);
  bytes.set(Buffer.from(token.keyId, "base64url"), 0);
  bytes.set(idToBytes(token.sessionId), SESSION_ID_AT);
  bytes.writeUInt32BE(token.generation, GENERATION_AT);
  bytes.set(token.secret, SECRET_AT);
  bytes.set(tagOf(key, bytes.subarray(0, TAG_AT)), TAG_AT);
  return PREFIX + bytes.toString("base64url");
}

/** Reads a presented token, or `null` when it was not made here. It never throws and touches no store. */
export function decodeRefreshToken(keyring: RefreshTokenKeyring, text: string): RefreshToken | null {
  if (text.length !== TOKEN_LENGTH || !text.startsWith(PREFIX)) return null;
  const encoded = text.slice(PREFIX.length);
  const bytes = Buffer.from(encoded, "base64url");
  // Node decodes leniently: two texts must never be one token.
  if (bytes.length !== TOKEN_BYTES || bytes.toString("base64url") !== encoded) return null;

  const keyId = bytes.subarray(0, KEY_ID_BYTES).toString("base64url");
  const key = keyring.byId.get(keyId);
  if (key === undefined) return null;
  if (!timingSafeEqual(tagOf(key, bytes.subarray(0, TAG_AT)), bytes.subarray(TAG_AT))) return null;

  return {
    keyId,
    sessionId: bytesToId(bytes.subarray(SESSION_ID_AT, GENERATION_AT)),
    generation: bytes.readUInt32BE(GENERATION_AT),
    secret: bytes.subarray(SECRET_AT, TAG_AT),
  };
}

/** What the store keeps of a secret. */
export function hashSecret(secret: Buffer): string {
  return hash("sha256", secret, "base64url" as "hex");
}

/**
 * The token of the next generation. Deterministic: the same predecessor, key and salt always give the same successor.
 *
 * @param salt base64url, chosen by the request that wins the compare-and-set, and stored with the spent token
 */
export function deriveNextToken(
  keyring: RefreshTokenKeyring,
  token: RefreshToken,
  next: { keyId: string; salt: string },
): RefreshToken {
  const generation = token.generation + 1;
  const counter = Buffer.alloc(4);
  counter.writeUInt32BE(generation);
  const secret = createHmac("sha256", keyOf(keyring, next.keyId).ratchet)
    .update("latchkey ratchet")
    .update(idToBytes(token.sessionId))
    .update(counter)
    .update(Buffer.from(next.salt, "base64url"))
    .update(token.secret)
    .digest();
  return { keyId: next.keyId, sessionId: token.sessionId, generation, secret };
}

/** The record names a secret that this server was not given: a list of secrets is being rolled out in the wrong order. */
export class UnknownKeyError extends Error {
  override readonly name = "UnknownKeyError";
}

function keyOf(keyring: RefreshTokenKeyring, keyId: string): RefreshTokenKey {
  const key = keyring.byId.get(keyId);
  if (key === undefined)
    throw new UnknownKeyError("a session uses a REFRESH_TOKEN_SECRET that this server does not have");
  return key;
}
