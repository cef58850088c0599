import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveBytes } from "./derivedKeys.js";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed. `isCurrent`: with the first secret. */
export interface Opened {
  readonly plain: Buffer;
  readonly isCurrent: boolean;
}

/**
 * Encrypts what leaves this program's hands, for a database or a client, so that neither reads or changes it. The keys of one
 * purpose come from the secrets of the configuration by HKDF: the first seals, all open.
 */
export class Sealing {
  readonly #keys: readonly Buffer[];
  readonly #current: Buffer;

  /** @param label the purpose: what was sealed for another opens nothing here */
  constructor(secrets: readonly string[], label: string) {
    this.#keys = secrets.map((secret) => deriveBytes(secret, label));
    const [current] = this.#keys;
    if (current === undefined) throw new Error("At least one secret is required.");
    this.#current = current;
  }

  /** base64url of nonce 12 ‖ tag 16 ‖ ciphertext. It opens for this `subject` and no other. */
  seal(plain: Buffer, subject: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#current, nonce, { authTagLength: TAG_BYTES }).setAAD(
      Buffer.from(subject),
    );
    const encrypted = [cipher.update(plain), cipher.final()];
    return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]).toString("base64url");
  }

  /** `null` when no secret of the list opens it. Never throws. */
  open(sealed: string, subject: string): Opened | null {
    const bytes = Buffer.from(sealed, "base64url");
    for (const key of this.#keys) {
      const plain = openWith(key, bytes, subject);
      if (plain !== null) return { plain, isCurrent: key === this.#current };
    }
    return null;
  }
}

function openWith(key: Buffer, sealed: Buffer, subject: string): Buffer | null {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  if (sealed.length <= tagEnd) return null;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(subject)).setAuthTag(sealed.subarray(NONCE_BYTES, tagEnd));
  const plain = decipher.update(sealed.subarray(tagEnd));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    // Authentication failed: another secret, another subject, or a changed byte. The cipher does not say which.
    return null;
  }
}
