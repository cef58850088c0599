import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveBytes } from "./derivedKeys.js";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const TAG_END = NONCE_BYTES + TAG_BYTES;

/** Encrypts secrets of one purpose for the database, so that a copy of it is worth nothing without a secret of the configuration. */
export class Seals {
  readonly #keys: readonly Buffer[];
  readonly #current: Buffer;

  /** @param secrets the first seals, all open */
  constructor(secrets: readonly string[], label: string) {
    this.#keys = secrets.map((secret) => deriveBytes(secret, label));
    const [current] = this.#keys;
    if (current === undefined) throw new Error("at least one secret is needed to seal");
    this.#current = current;
  }

  /** Seals with the first secret. The result can be opened for this `owner` and no other. */
  seal(bytes: Buffer, owner: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current, nonce, { authTagLength: TAG_BYTES }).setAAD(
      Buffer.from(owner),
    );
    const encrypted = [cipher.update(bytes), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]).toString("base64url");
  }

  /** The bytes, or `null` when no secret of the list opens them. `isCurrent`: the first secret did. */
  open(sealed: string, owner: string): { readonly bytes: Buffer; readonly isCurrent: boolean } | null {
    const encrypted = Buffer.from(sealed, "base64url");
    for (const key of this.#keys) {
      const bytes = openWith(key, encrypted, owner);
      if (bytes !== null) return { bytes, isCurrent: key === this.#current };
    }
    return null;
  }
}

function openWith(key: Buffer, encrypted: Buffer, owner: string): Buffer | null {
  if (encrypted.length <= TAG_END) return null;
  const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(owner)).setAuthTag(encrypted.subarray(NONCE_BYTES, TAG_END));
  const bytes = decipher.update(encrypted.subarray(TAG_END));
  try {
    return Buffer.concat([bytes, decipher.final()]);
  } catch {
    // Authentication failed: another secret, another owner, or a changed byte. The cipher does not say which.
    return null;
  }
}
