import type { AddPasskeyBody, Challenge, PasskeyLoginBody } from "./api.generated.js";

/** What proves a second factor. */
export type SecondFactorMethod = Challenge["methods"][number];

/** What WebAuthn's `toJSON()` gives. */
export type CredentialJson = PasskeyLoginBody["credential"] & AddPasskeyBody["credential"];
