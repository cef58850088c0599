import { createPrivateKey, sign } from "node:crypto";
import type { Clock } from "../../utils/clock.js";
import { MINUTE, SECOND } from "../../utils/duration.js";
import type { AppleSettings } from "./ProviderSettings.js";

/** Apple takes six months at most; one request needs no more than this. */
const LIFE = 5 * MINUTE;

/**
 * Makes client secrets for Apple: a JWT by our own key, anew for each request, so that there is none to renew in time.
 * Source: developer.apple.com, "Creating a client secret", read in November 2026.
 */
export function createAppleSecret({ clientId, teamId, keyId, privateKey }: AppleSettings, clock: Clock): () => string {
  const key = createPrivateKey(privateKey);
  const header = encode({ alg: "ES256", kid: keyId, typ: "JWT" });
  return () => {
    const iat = Math.floor(clock.now() / SECOND);
    const payload = encode({
      iss: teamId,
      sub: clientId,
      aud: "https://appleid.apple.com",
      iat,
      exp: iat + LIFE / SECOND,
    });
    const signature = sign("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" });
    return `${header}.${payload}.${signature.toString("base64url")}`;
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
