import { createHash, randomBytes } from "node:crypto";
import { encodeCbor } from "./cbor.js";
import { type Algorithm, createSigningKey, type SigningKey } from "./signingKey.js";

/** The part of the options of a registration that an authenticator and its browser read. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
  readonly pubKeyCredParams: readonly { readonly alg: number }[];
  readonly excludeCredentials?: readonly { readonly id: string }[];
}

/** The same of a sign-in. */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly allowCredentials?: readonly { readonly id: string }[];
}

/** What is done wrong, or otherwise, this once. */
export interface Switches {
  readonly origin?: string;
  /** The site whose hash is signed, and whose credential is used. */
  readonly rpId?: string;
  readonly challenge?: string;
  readonly type?: string;
  readonly crossOrigin?: boolean;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  /** Whether copies of the key may be elsewhere, as flag BE says. */
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  /** The counter that is signed, instead of the next one. */
  readonly counter?: number;
  readonly userHandle?: string | null;
  /** The id that the answer names, whatever key signed. */
  readonly credentialId?: string;
  /** Leaves the answer as it is and breaks its signature. */
  readonly brokenSignature?: boolean;
  readonly attestation?: { readonly fmt: string; readonly attStmt: ReadonlyMap<string, string | Uint8Array> };
}

interface Credential {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly key: SigningKey;
  counter: number;
}

export interface RegistrationJson {
  id: string;
  rawId: string;
  type: "public-key";
  authenticatorAttachment: string;
  clientExtensionResults: object;
  response: { clientDataJSON: string; attestationObject: string; transports: string[]; publicKeyAlgorithm: number };
}

export interface AssertionJson {
  id: string;
  rawId: string;
  type: "public-key";
  authenticatorAttachment: string;
  clientExtensionResults: object;
  response: { clientDataJSON: string; authenticatorData: string; signature: string; userHandle?: string };
}

const UP = 0x01;
const UV = 0x04;
const BE = 0x08;
const BS = 0x10;
const ATTESTED = 0x40;

/**
 * A browser with an authenticator in it, in memory: it makes the JSON that `PublicKeyCredential.toJSON()` makes, with real keys and
 * signatures. By default it does what a good one does, and each call may switch one thing to wrong.
 */
export class SoftwareAuthenticator {
  readonly #credentials: Credential[] = [];
  readonly #origin: string;
  readonly #algorithm: Algorithm;
  readonly #counts: boolean;
  readonly #synced: boolean;

  /**
   * @param options.counts whether its counter rises with each use; synced ones usually stay at 0
   * @param options.synced whether its keys have copies on other devices
   */
  constructor(options: { origin?: string; algorithm?: Algorithm; synced?: boolean; counts?: boolean } = {}) {
    const { origin = "http://localhost:3000", algorithm = "ES256", synced = false } = options;
    this.#origin = origin;
    this.#algorithm = algorithm;
    this.#synced = synced;
    this.#counts = options.counts ?? !synced;
  }

  /** The ids of its keys, oldest first. */
  get credentialIds(): string[] {
    return this.#credentials.map(({ id }) => id);
  }

  /** An authenticator with copies of the same keys, each with a counter of its own. */
  clone(): SoftwareAuthenticator {
    const copy = new SoftwareAuthenticator({
      origin: this.#origin,
      algorithm: this.#algorithm,
      synced: this.#synced,
      counts: this.#counts,
    });
    copy.#credentials.push(...this.#credentials.map((credential) => ({ ...credential })));
    return copy;
  }

  /** Makes a key for the site. Throws as a browser does when it holds an excluded one, or knows no algorithm that is asked for. */
  register(options: CreationOptions, switches: Switches = {}): RegistrationJson {
    const { rp, user, challenge, pubKeyCredParams, excludeCredentials = [] } = options;
    if (excludeCredentials.some(({ id }) => this.credentialIds.includes(id))) throw new Error("InvalidStateError");
    const key = createSigningKey(this.#algorithm);
    if (!pubKeyCredParams.some(({ alg }) => alg === key.alg)) throw new Error("NotSupportedError");
    const rpId = switches.rpId ?? rp.id;
    const id = switches.credentialId ?? randomBytes(32).toString("base64url");
    const credential: Credential = { id, rpId, userHandle: user.id, key, counter: 0 };
    this.#credentials.push(credential);
    const rawId = Buffer.from(id, "base64url");
    const attested = Buffer.concat([Buffer.alloc(16), uint16(rawId.length), rawId, key.cosePublicKey]);
    const authData = Buffer.concat([this.#authenticatorData(credential, ATTESTED, switches), attested]);
    const { fmt, attStmt } = switches.attestation ?? { fmt: "none", attStmt: new Map<string, string>() };
    return {
      ...this.#envelope(id),
      response: {
        clientDataJSON: this.#clientData("webauthn.create", challenge, switches),
        attestationObject: encodeCbor(
          new Map<string, string | Uint8Array | ReadonlyMap<string, string | Uint8Array>>([
            ["fmt", fmt],
            ["attStmt", attStmt],
            ["authData", authData],
          ]),
        ).toString("base64url"),
        transports: this.#synced ? ["hybrid", "internal"] : ["usb"],
        publicKeyAlgorithm: key.alg,
      },
    };
  }

  /** Signs in with the newest key for the site, of those that the options allow. */
  assert(options: RequestOptions, switches: Switches = {}): AssertionJson {
    const { challenge, rpId, allowCredentials = [] } = options;
    const allowed = allowCredentials.map(({ id }) => id);
    const credential = this.#credentials
      .filter(({ id }) => allowed.length === 0 || allowed.includes(id))
      .findLast((one) => one.rpId === (switches.rpId ?? rpId) || switches.rpId !== undefined);
    if (credential === undefined) throw new Error("NotAllowedError");
    if (this.#counts) credential.counter += 1;
    const authenticatorData = this.#authenticatorData({ ...credential, rpId: switches.rpId ?? rpId }, 0, switches);
    const clientDataJSON = this.#clientData("webauthn.get", challenge, switches);
    const signature = credential.key.sign(
      Buffer.concat([authenticatorData, sha256(Buffer.from(clientDataJSON, "base64url"))]),
    );
    if (switches.brokenSignature)
      signature.writeUInt8(signature.readUInt8(signature.length - 1) ^ 1, signature.length - 1);
    const userHandle = switches.userHandle === undefined ? credential.userHandle : switches.userHandle;
    return {
      ...this.#envelope(switches.credentialId ?? credential.id),
      response: {
        clientDataJSON,
        authenticatorData: authenticatorData.toString("base64url"),
        signature: signature.toString("base64url"),
        ...(userHandle !== null && { userHandle }),
      },
    };
  }

  #envelope(id: string) {
    const authenticatorAttachment = this.#synced ? "platform" : "cross-platform";
    return { id, rawId: id, type: "public-key" as const, authenticatorAttachment, clientExtensionResults: {} };
  }

  #clientData(type: string, challenge: string, switches: Switches): string {
    const clientData = {
      type: switches.type ?? type,
      challenge: switches.challenge ?? challenge,
      origin: switches.origin ?? this.#origin,
      crossOrigin: switches.crossOrigin ?? false,
    };
    return Buffer.from(JSON.stringify(clientData)).toString("base64url");
  }

  /** RP id hash, flags and counter: WebAuthn §6.1. */
  #authenticatorData({ rpId, counter }: Credential, more: number, switches: Switches): Buffer {
    const { userPresent = true, userVerified = true } = switches;
    const { backupEligible = this.#synced, backedUp = this.#synced } = switches;
    const flags =
      (userPresent ? UP : 0) | (userVerified ? UV : 0) | (backupEligible ? BE : 0) | (backedUp ? BS : 0) | more;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(switches.counter ?? counter);
    return Buffer.concat([sha256(Buffer.from(rpId)), Buffer.from([flags]), count]);
  }
}

function sha256(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 0xff]);
}
