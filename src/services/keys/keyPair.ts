import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";

/** A public key as a JWKS shows it (RFC 7517). It has no private member, because it is made of a public key alone. */
export interface PublicJwk {
  readonly kty: "EC";
  readonly crv: "P-256";
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: "ES256";
  readonly use: "sig";
}

/** A new key pair of ES256. */
export function newKeyPair(): { kid: string; privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid: toPublicJwk(createPublicKey(privateKey)).kid, privateKey };
}

/** Member by member, so that nothing else of a key can get out. */
export function toPublicJwk(publicKey: KeyObject): PublicJwk {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { kty: "EC", crv: "P-256", x, y, kid: thumbprintOf(x, y), alg: "ES256", use: "sig" };
}

/** RFC 7638 §3: the hash of the required members, in the order of the alphabet and without a space. */
function thumbprintOf(x: string, y: string): string {
  const members = JSON.stringify({ crv: "P-256", kty: "EC", x, y });
  return createHash("sha256").update(members).digest("base64url");
}
