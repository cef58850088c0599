import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { SigningKey } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import type { KeyEncryption } from "./keyEncryption.js";
import { signerOf } from "./keySchedule.js";

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

export interface Jwks {
  /** JSON. */
  readonly body: string;
  readonly etag: string;
}

interface DecryptedKey {
  readonly kid: string;
  readonly signsFrom: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/**
 * The decrypted keys, in memory. A public key is always derived from its private key, never read from the database: somebody who
 * can write there, but has no secret, must not be able to add a key of their own.
 */
export class KeySet {
  readonly #encryption: KeyEncryption;
  readonly #onUnreadable: (kid: string) => void;
  readonly #unreadable = new Set<string>();
  #keys = new Map<string, DecryptedKey>();
  #jwks = toJwks([]);

  constructor(encryption: KeyEncryption, onUnreadable: (kid: string) => void) {
    this.#encryption = encryption;
    this.#onUnreadable = onUnreadable;
  }

  /** Takes the stored keys, in the order of `sequence`. A key that no secret decrypts is left out, and reported once. */
  replace(records: readonly SigningKey[]): void {
    const decrypted = records.flatMap((record) => this.#decrypt(record) ?? []);
    this.#keys = new Map(decrypted.map((key) => [key.kid, key]));
    this.#jwks = toJwks(decrypted.map(({ jwk }) => jwk));
  }

  publicKey(kid: string): KeyObject | undefined {
    return this.#keys.get(kid)?.publicKey;
  }

  /** @throws StoreUnavailableError before any key was read */
  signer(now: number): { kid: string; key: KeyObject } {
    const signer = signerOf([...this.#keys.values()], now);
    if (signer === undefined) throw new StoreUnavailableError("The signing keys have not been read yet.");
    return { kid: signer.kid, key: signer.privateKey };
  }

  jwks(): Jwks {
    return this.#jwks;
  }

  #decrypt({ _id: kid, sealedKey, signsFrom }: SigningKey): DecryptedKey | null {
    // A key stays usable once it was decrypted: a server with a newer list of secrets may have reencrypted it.
    const known = this.#keys.get(kid);
    if (known !== undefined) return { ...known, signsFrom };
    const decrypted = this.#encryption.decrypt(sealedKey, kid);
    if (decrypted === null) {
      if (!this.#unreadable.has(kid)) this.#onUnreadable(kid);
      this.#unreadable.add(kid);
      return null;
    }
    const publicKey = createPublicKey(decrypted.privateKey);
    return { kid, signsFrom, privateKey: decrypted.privateKey, publicKey, jwk: toPublicJwk(publicKey) };
  }
}

function toJwks(keys: readonly PublicJwk[]): Jwks {
  const body = JSON.stringify({ keys });
  return { body, etag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}

/** A new key pair of ES256. */
export function newKeyPair(): { kid: string; privateKey: KeyObject } {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid: toPublicJwk(createPublicKey(privateKey)).kid, privateKey };
}

/** Member by member, so that no other part of a key can get out. */
export function toPublicJwk(publicKey: KeyObject): PublicJwk {
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  return { kty: "EC", crv: "P-256", x, y, kid: thumbprintOf(x, y), alg: "ES256", use: "sig" };
}

/** RFC 7638 §3: the hash of the required members, in alphabetical order and without white space. */
function thumbprintOf(x: string, y: string): string {
  const members = JSON.stringify({ crv: "P-256", kty: "EC", x, y });
  return createHash("sha256").update(members).digest("base64url");
}
