import { apiText } from "../../messages/api/index.js";
import type { Passkey } from "../../stores/Store.js";
import { ApiError, type ApiErrorOptions } from "../../utils/ApiError.js";
import { ALGORITHMS, type Ceremony } from "./ceremony.js";
import { faultOfPage } from "./clientData.js";
import { loadWebAuthn, type WebAuthnLibrary } from "./webauthnLibrary.js";

/** What a browser answers to creation options, as `PublicKeyCredential.toJSON()` makes it. */
export interface RegistrationCredential {
  readonly id: string;
  readonly rawId: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly attestationObject: string;
    readonly transports?: readonly string[] | undefined;
  };
}

export type NewCredential = Pick<
  Passkey,
  "credentialId" | "publicKey" | "counter" | "aaguid" | "backedUp" | "transports"
>;

/**
 * Verifies that a new passkey was made for this site and this challenge, by an authenticator that made sure who its user is.
 * Throws VALIDATION_FAILED, which names `credential`: nobody signs in here.
 */
export async function verifyRegistration(
  credential: RegistrationCredential,
  ceremony: Ceremony,
): Promise<NewCredential> {
  const fault = faultOfPage(credential.response.clientDataJSON, ceremony.site.origins);
  if (fault !== null) return refuse({ diagnosis: fault });
  const library = await loadWebAuthn();
  // Whatever the library cannot read, somebody else has made: it is refused, and never a fault of the server.
  const info = await readRegistration(library, credential, ceremony).catch((cause: unknown) => refuse({ cause }));
  if (info === undefined || info.credential.id !== credential.id) return refuse({});
  return {
    credentialId: info.credential.id,
    publicKey: Buffer.from(info.credential.publicKey).toString("base64url"),
    counter: info.credential.counter,
    aaguid: info.aaguid,
    backedUp: info.credentialBackedUp,
    transports: credential.response.transports ?? [],
  };
}

async function readRegistration(
  { verifyRegistrationResponse, withoutAttestation }: WebAuthnLibrary,
  { id, rawId, response }: RegistrationCredential,
  { challenge, site }: Ceremony,
) {
  const { clientDataJSON } = response;
  const attestationObject = withoutAttestation(response.attestationObject);
  const { registrationInfo } = await verifyRegistrationResponse({
    response: {
      id,
      rawId,
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON, attestationObject },
    },
    expectedChallenge: challenge,
    expectedOrigin: [...site.origins],
    expectedRPID: site.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: [...ALGORITHMS],
  });
  return registrationInfo;
}

function refuse(options: Pick<ApiErrorOptions, "cause" | "diagnosis">): never {
  throw new ApiError("VALIDATION_FAILED", {
    ...options,
    errors: [{ path: "credential", ...apiText("passkey.refused") }],
  });
}
