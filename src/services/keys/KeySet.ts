import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { SigningKey } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { signerOf } from "./keyLife.js";
import { type PublicJwk, toPublicJwk } from "./keyPair.js";
import type { KeySeal } from "./keySeal.js";

interface OpenedKey {
  readonly kid: string;
  readonly signsFrom: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: PublicJwk;
}

/** The key set as it is published. */
export interface Jwks {
  /** JSON. */
  readonly body: string;
  readonly etag: string;
}

/**
 * The keys in memory, opened. A public key is always made of its private key, never read from the database: who can write
 * there, but has no secret, must not be able to add a key of their own.
 */
export class KeySet {
  readonly #seal: KeySeal;
  readonly #onUnreadable: (kid: string) => void;
  readonly #unreadable = new Set<string>();
  #keys = new Map<string, OpenedKey>();
  #jwks = toJwks([]);

  constructor(seal: KeySeal, onUnreadable: (kid: string) => void) {
    this.#seal = seal;
    this.#onUnreadable = onUnreadable;
  }

  /** Takes over what is stored, in the order of `sequence`. A key that no secret opens is left out, and told once. */
  replace(records: readonly SigningKey[]): void {
    const opened = records.flatMap((record) => this.#open(record) ?? []);
    this.#keys = new Map(opened.map((key) => [key.kid, key]));
    this.#jwks = toJwks(opened.map(({ jwk }) => jwk));
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

  #open({ _id: kid, sealedKey, signsFrom }: SigningKey): OpenedKey | null {
    // What was opened once stays open: a server with a newer list of secrets may have sealed it anew.
    const known = this.#keys.get(kid);
    if (known !== undefined) return { ...known, signsFrom };
    const opened = this.#seal.open(sealedKey, kid);
    if (opened === null) {
      if (!this.#unreadable.has(kid)) this.#onUnreadable(kid);
      this.#unreadable.add(kid);
      return null;
    }
    const publicKey = createPublicKey(opened.privateKey);
    return { kid, signsFrom, privateKey: opened.privateKey, publicKey, jwk: toPublicJwk(publicKey) };
  }
}

function toJwks(keys: readonly PublicJwk[]): Jwks {
  const body = JSON.stringify({ keys });
  return { body, etag: `"${createHash("sha256").update(body).digest("base64url")}"` };
}
