import { createHmac, createSecretKey, hash, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";

const KEY_BYTES = 32;

/** Bytes for one purpose, by HKDF (RFC 5869): those of another `label` say nothing about them. */
export function deriveBytes(secret: string, label: string, bytes = KEY_BYTES): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", label, bytes));
}

/** As a KeyObject, because some releases of Node 24 prepare a key of bytes for every HMAC, at many times the cost. */
export function deriveKey(secret: string, label: string): KeyObject {
  return createSecretKey(deriveBytes(secret, label));
}

/** The HMACs of one purpose, 32 bytes each: the first secret makes them, all verify. The label is part of what they cover. */
export class Macs {
  static readonly BYTES = 32;
  readonly #label: string;
  readonly #keys: readonly KeyObject[];
  readonly #current: KeyObject;

  constructor(secrets: readonly string[], label: string) {
    this.#label = label;
    this.#keys = secrets.map((secret) => deriveKey(secret, label));
    const [current] = this.#keys;
    if (current === undefined) throw new Error("At least one refresh token secret is required.");
    this.#current = current;
  }

  make(body: Buffer, subject: string): Buffer {
    return this.#macOf(this.#current, body, subject);
  }

  /** In constant time for each key. `mac` must have {@link Macs.BYTES}. */
  verifies(mac: Buffer, body: Buffer, subject: string): boolean {
    return this.#keys.some((key) => timingSafeEqual(this.#macOf(key, body, subject), mac));
  }

  /** The same for the SHA-256 of a MAC, which may be kept where a MAC must not: nobody can make the MAC of it. */
  verifiesHash(hashOfMac: Buffer, body: Buffer, subject: string): boolean {
    return this.#keys.some((key) => timingSafeEqual(hash("sha256", this.#macOf(key, body, subject), "buffer"), hashOfMac));
  }

  #macOf(key: KeyObject, body: Buffer, subject: string): Buffer {
    return createHmac("sha256", key).update(this.#label).update(body).update(subject).digest();
  }
}
