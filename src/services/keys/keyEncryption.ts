import { createCipheriv, createDecipheriv, createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import { deriveBytes } from "../../utils/derivedKeys.js";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts private keys for the database, so that a copy of it signs nothing without a secret of the configuration. */
export class KeyEncryption {
  readonly #keys: readonly Buffer[];
  readonly #current: Buffer;

  /** @param secrets the first encrypts, all decrypt */
  constructor(secrets: readonly string[]) {
    this.#keys = secrets.map((secret) => deriveBytes(secret, "latchkey signing key seal"));
    const [current] = this.#keys;
    if (current === undefined) throw new Error("at least one secret is needed to encrypt signing keys");
    this.#current = current;
  }

  /** Encrypts with the first secret. The result can be decrypted for this `kid` and no other. */
  encrypt(privateKey: KeyObject, kid: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(kid));
    const encrypted = [cipher.update(privateKey.export({ format: "der", type: "pkcs8" })), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]).toString("base64url");
  }

  /** The private key, or `null` when no secret of the list decrypts it. `isCurrent`: the first secret did. */
  decrypt(encrypted: string, kid: string): { readonly privateKey: KeyObject; readonly isCurrent: boolean } | null {
    const bytes = Buffer.from(encrypted, "base64url");
    for (const key of this.#keys) {
      const der = decryptWith(key, bytes, kid);
      if (der === null) continue;
      const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
      return { privateKey, isCurrent: key === this.#current };
    }
    return null;
  }
}

function decryptWith(key: Buffer, encrypted: Buffer, kid: string): Buffer | null {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  if (encrypted.length <= tagEnd) return null;
  const decipher = createDecipheriv(CIPHER, key, encrypted.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(kid)).setAuthTag(encrypted.subarray(NONCE_BYTES, tagEnd));
  const der = decipher.update(encrypted.subarray(tagEnd));
  try {
    return Buffer.concat([der, decipher.final()]);
  } catch {
    // Authentication failed: another secret, another kid, or a changed byte. The cipher does not say which.
    return null;
  }
}
