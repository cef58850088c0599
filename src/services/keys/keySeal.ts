import { createCipheriv, createDecipheriv, createPrivateKey, hkdfSync, type KeyObject, randomBytes } from "node:crypto";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts private keys for the database, so that a copy of it signs nothing without a secret of the configuration. */
export interface KeySeal {
  /** Seals with the first secret. The seal fits this `kid` and no other. */
  seal(privateKey: KeyObject, kid: string): string;
  /** The private key, or `null` when no secret of the list opens it. `isCurrent` tells whether the first one did. */
  open(sealed: string, kid: string): { readonly privateKey: KeyObject; readonly isCurrent: boolean } | null;
}

/** @param secrets the first seals, all open */
export function createKeySeal(secrets: readonly string[]): KeySeal {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync("sha256", secret, "", "latchkey signing key seal", 32)));
  const [current] = keys;
  if (current === undefined) throw new Error("at least one secret is needed to seal signing keys");

  return {
    seal: (privateKey, kid) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current, nonce, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(kid));
      const encrypted = [cipher.update(privateKey.export({ format: "der", type: "pkcs8" })), cipher.final()];
      return Buffer.concat([nonce, cipher.getAuthTag(), ...encrypted]).toString("base64url");
    },
    open: (sealed, kid) => {
      const bytes = Buffer.from(sealed, "base64url");
      for (const key of keys) {
        const der = decrypt(key, bytes, kid);
        if (der === null) continue;
        return { privateKey: createPrivateKey({ key: der, format: "der", type: "pkcs8" }), isCurrent: key === current };
      }
      return null;
    },
  };
}

function decrypt(key: Buffer, sealed: Buffer, kid: string): Buffer | null {
  const tagEnd = NONCE_BYTES + TAG_BYTES;
  if (sealed.length <= tagEnd) return null;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(kid)).setAuthTag(sealed.subarray(NONCE_BYTES, tagEnd));
  const der = decipher.update(sealed.subarray(tagEnd));
  try {
    return Buffer.concat([der, decipher.final()]);
  } catch {
    // The tag does not fit: another secret, another key's seal, or a changed byte. The cipher tells nothing more.
    return null;
  }
}
