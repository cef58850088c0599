import { createPrivateKey, type KeyObject } from "node:crypto";
import { Sealing } from "../../utils/Sealing.js";

/** Encrypts private keys for the database, so that a copy of it signs nothing without a secret of the configuration. */
export class KeyEncryption {
  readonly #sealing: Sealing;

  /** @param secrets the first encrypts, all decrypt */
  constructor(secrets: readonly string[]) {
    this.#sealing = new Sealing(secrets, "latchkey signing key seal");
  }

  /** Encrypts with the first secret. The result can be decrypted for this `kid` and no other. */
  encrypt(privateKey: KeyObject, kid: string): string {
    return this.#sealing.seal(privateKey.export({ format: "der", type: "pkcs8" }), kid);
  }

  /** The private key, or `null` when no secret of the list decrypts it. `isCurrent`: the first secret did. */
  decrypt(encrypted: string, kid: string): { readonly privateKey: KeyObject; readonly isCurrent: boolean } | null {
    const opened = this.#sealing.open(encrypted, kid);
    if (opened === null) return null;
    const privateKey = createPrivateKey({ key: opened.plain, format: "der", type: "pkcs8" });
    return { privateKey, isCurrent: opened.isCurrent };
  }
}
