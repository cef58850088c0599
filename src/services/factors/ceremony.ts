import { createHash } from "node:crypto";
import type { Passkey, User } from "../../stores/Store.js";
import { MINUTE } from "../../utils/duration.js";
import { newSecret } from "../../utils/ids.js";

/** How long the options of a ceremony are good for. */
export const CEREMONY_LIFE = 5 * MINUTE;

/** EdDSA, ES256 and RS256 in COSE: what passkeys and Windows Hello have, best first. */
export const ALGORITHMS = [-8, -7, -257] as const;

/** The site of the passkeys, by the settings. */
export interface RelyingParty {
  /** The domain that passkeys are made for. */
  readonly id: string;
  readonly name: string;
  /** Whose pages may use them. */
  readonly origins: readonly string[];
}

/** What was asked of a browser. */
export interface Ceremony {
  readonly challenge: string;
  readonly site: RelyingParty;
}

interface CredentialDescriptor {
  readonly type: "public-key";
  readonly id: string;
  readonly transports: readonly string[];
}

/** What a browser's `PublicKeyCredential.parseCreationOptionsFromJSON` reads. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: readonly { readonly type: "public-key"; readonly alg: number }[];
  readonly timeout: number;
  readonly attestation: "none";
  readonly excludeCredentials: readonly CredentialDescriptor[];
  readonly authenticatorSelection: {
    readonly residentKey: "required";
    readonly requireResidentKey: true;
    readonly userVerification: "required";
  };
  readonly extensions: { readonly credProps: true };
}

/** What a browser's `PublicKeyCredential.parseRequestOptionsFromJSON` reads. */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
  readonly timeout: number;
  readonly userVerification: "required";
  /** Absent where it is not known who signs in: so there is nothing to enumerate. */
  readonly allowCredentials?: readonly CredentialDescriptor[];
}

type NewOwner = Pick<User, "_id" | "username" | "fullName" | "email">;

export function newChallenge(): string {
  return newSecret();
}

export function challengeHash(challenge: string): string {
  return createHash("sha256").update(challenge).digest("base64url");
}

/** The `_id` of a passkey: the id of a credential may have 1023 bytes. */
export function passkeyIdOf(credentialId: string): string {
  return createHash("sha256").update(credentialId).digest("base64url");
}

/** The 16 bytes of the user's id: what an authenticator stores must say nothing about a person (WebAuthn §14.6.1). */
export function userHandleOf(userId: string): string {
  return Buffer.from(userId.replaceAll("-", ""), "hex").toString("base64url");
}

/** A passkey that can be found without a name (discoverable) and makes sure who uses it, so it is two factors in one. */
export function creationOptions(
  { id, name }: RelyingParty,
  user: NewOwner,
  { challenge, exclude }: { challenge: string; exclude: readonly Passkey[] },
): CreationOptions {
  return {
    challenge,
    rp: { id, name },
    user: {
      id: userHandleOf(user._id),
      name: user.username ?? user.email,
      displayName: user.fullName ?? user.username ?? user.email,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: CEREMONY_LIFE,
    attestation: "none",
    excludeCredentials: exclude.map(descriptorOf),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    extensions: { credProps: true },
  };
}

/** @param allowed the keys of the user who has begun to sign in; `null` while nobody is known */
export function requestOptions(
  { id: rpId }: RelyingParty,
  { challenge, allowed }: { challenge: string; allowed: readonly Passkey[] | null },
): RequestOptions {
  const options = { challenge, rpId, timeout: CEREMONY_LIFE, userVerification: "required" } as const;
  return allowed === null ? options : { ...options, allowCredentials: allowed.map(descriptorOf) };
}

function descriptorOf({ credentialId: id, transports }: Passkey): CredentialDescriptor {
  return { type: "public-key", id, transports };
}
