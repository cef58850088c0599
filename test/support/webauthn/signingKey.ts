import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type CborValue, encodeCbor } from "./cbor.js";

export type Algorithm = "ES256" | "EdDSA" | "RS256";

/** A key pair as an authenticator has it: it signs, and its public key is in COSE (RFC 9053). */
export interface SigningKey {
  /** The number of the algorithm in COSE. */
  readonly alg: number;
  readonly cosePublicKey: Buffer;
  sign(data: Buffer): Buffer;
}

export function createSigningKey(algorithm: Algorithm): SigningKey {
  return MAKERS[algorithm]();
}

const MAKERS: Record<Algorithm, () => SigningKey> = {
  ES256: () => {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const { x, y } = jwkOf(publicKey);
    return signingKey(-7, { 1: 2, 3: -7, [-1]: 1, [-2]: x, [-3]: y }, (data) => sign("sha256", data, privateKey));
  },
  EdDSA: () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const { x } = jwkOf(publicKey);
    return signingKey(-8, { 1: 1, 3: -8, [-1]: 6, [-2]: x }, (data) => sign(null, data, privateKey));
  },
  RS256: () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { n, e } = jwkOf(publicKey);
    return signingKey(-257, { 1: 3, 3: -257, [-1]: n, [-2]: e }, (data) => sign("sha256", data, privateKey));
  },
};

function signingKey(alg: number, key: Record<number, CborValue>, signData: SigningKey["sign"]): SigningKey {
  // Negative numbers come after the positive ones, as CTAP2 sorts.
  const pairs = Object.entries(key).map(([label, value]): [number, CborValue] => [Number(label), value]);
  const sorted = pairs.sort(([a], [b]) => (a < 0 ? 1000 - a : a) - (b < 0 ? 1000 - b : b));
  return { alg, cosePublicKey: encodeCbor(new Map(sorted)), sign: signData };
}

function jwkOf(publicKey: KeyObject): Record<"x" | "y" | "n" | "e", Buffer> {
  const jwk = publicKey.export({ format: "jwk" });
  const part = (name: string) => Buffer.from(String(jwk[name] ?? ""), "base64url");
  return { x: part("x"), y: part("y"), n: part("n"), e: part("e") };
}
