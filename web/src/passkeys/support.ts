/** A browser from before 2025 lacks these, and so does a page without TLS: the pages say so, rather than load a library. */
export function canUsePasskeys(): boolean {
  return (
    typeof PublicKeyCredential === "function" &&
    "parseCreationOptionsFromJSON" in PublicKeyCredential &&
    "parseRequestOptionsFromJSON" in PublicKeyCredential &&
    isName(window.location.hostname)
  );
}

/** Whether this device itself can store a passkey: only then is it worth an offer that nobody has asked for. */
export async function hasPlatformPasskeys(): Promise<boolean> {
  return (
    canUsePasskeys() && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false))
  );
}

/** A passkey belongs to a domain: no browser makes one for an IP address. */
function isName(hostname: string): boolean {
  return !/^\[|^[\d.]+$/.test(hostname);
}
