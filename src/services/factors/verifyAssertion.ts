import type { Passkey } from "../../stores/Store.js";
import { ApiError, type ApiErrorOptions } from "../../utils/ApiError.js";
import { type Ceremony, userHandleOf } from "./ceremony.js";
import { faultOfPage } from "./clientData.js";
import { loadWebAuthn, type WebAuthnLibrary } from "./webauthnLibrary.js";

/** What a browser answers to request options, as `PublicKeyCredential.toJSON()` makes it. */
export interface AssertionCredential {
  readonly id: string;
  readonly rawId: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle?: string | undefined;
  };
}

export interface VerifiedAssertion {
  readonly counter: number;
  readonly synced: boolean;
  readonly backedUp: boolean;
}

/**
 * Verifies that a passkey has signed this challenge for this site, and made sure who its user is. The same answer would hold again:
 * whether it counts decides {@link judgeAssertion}.
 * Throws PASSKEY_INVALID.
 *
 * @param isOwnerKnown whether somebody has said before who it is. If nobody has, the passkey must (WebAuthn §7.2 step 6)
 */
export async function verifyAssertion(
  credential: AssertionCredential,
  passkey: Pick<Passkey, "userId" | "credentialId" | "publicKey">,
  ceremony: Ceremony & { readonly isOwnerKnown: boolean },
): Promise<VerifiedAssertion> {
  const { clientDataJSON, userHandle } = credential.response;
  const fault = faultOfPage(clientDataJSON, ceremony.site.origins);
  if (fault !== null) return refuse({ diagnosis: fault });
  const isOwner = userHandle === undefined ? ceremony.isOwnerKnown : userHandle === userHandleOf(passkey.userId);
  if (!isOwner) return refuse({});
  const library = await loadWebAuthn();
  const reading = readAssertion(library, credential, passkey, ceremony);
  // Whatever the library cannot read, somebody else has made: it is refused, and never a fault of the server.
  const { verified, authenticationInfo: info } = await reading.catch((cause: unknown) => refuse({ cause }));
  if (!verified) return refuse({});
  return {
    counter: info.newCounter,
    synced: info.credentialDeviceType === "multiDevice",
    backedUp: info.credentialBackedUp,
  };
}

function readAssertion(
  { verifyAuthenticationResponse }: WebAuthnLibrary,
  { id, rawId, response }: AssertionCredential,
  { credentialId, publicKey }: Pick<Passkey, "credentialId" | "publicKey">,
  { challenge, site }: Ceremony,
) {
  const { clientDataJSON, authenticatorData, signature } = response;
  return verifyAuthenticationResponse({
    response: {
      id,
      rawId,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON, authenticatorData, signature },
    },
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.id,
    requireUserVerification: true,
    // The library would compare the counter with one that may have changed by the time it is stored: `judgeAssertion` does it.
    credential: { id: credentialId, publicKey: Buffer.from(publicKey, "base64url"), counter: 0 },
  });
}

function refuse(options: Pick<ApiErrorOptions, "cause" | "diagnosis">): never {
  throw new ApiError("PASSKEY_INVALID", options);
}
