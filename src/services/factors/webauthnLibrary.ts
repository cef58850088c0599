export type WebAuthnLibrary = Awaited<ReturnType<typeof loadWebAuthn>>;

/** The one place that loads the library of WebAuthn, when it is first used: it takes most of a second, and few starts need it. */
export async function loadWebAuthn() {
  const [{ verifyAuthenticationResponse, verifyRegistrationResponse }, { decodeAttestationObject, isoCBOR }] =
    await Promise.all([import("@simplewebauthn/server"), import("@simplewebauthn/server/helpers")]);

  /**
   * An attestation object without what it says about the make of the authenticator. None was asked for, so none is believed. The
   * library would fetch lists of revoked certificates from addresses that the sender chose.
   */
  function withoutAttestation(attestationObject: string): string {
    const authData = decodeAttestationObject(Buffer.from(attestationObject, "base64url")).get("authData");
    const bare = new Map<string, string | Uint8Array | Map<string, string>>();
    bare.set("fmt", "none").set("attStmt", new Map()).set("authData", authData);
    return Buffer.from(isoCBOR.encode(bare)).toString("base64url");
  }

  return { verifyAuthenticationResponse, verifyRegistrationResponse, withoutAttestation };
}
