import { z } from "zod";
import { textKey } from "../messages/api/issues.js";
import { optional } from "./fields.js";

const UNREADABLE = textKey("credential.unreadable");

/** The id of a credential has 1023 bytes at most (WebAuthn §4). */
const MAX_ID_LENGTH = 1364;
/** Far more than browsers send; the body of a request is bounded anyway. */
const MAX_PART_LENGTH = 12_000;

function base64url(maxLength: number) {
  return z
    .string(UNREADABLE)
    .regex(/^[A-Za-z0-9_-]+$/, UNREADABLE)
    .max(maxLength, textKey("value.tooLong"));
}

const part = base64url(MAX_PART_LENGTH);

/** `PublicKeyCredential.toJSON()`: what is not listed is dropped. */
function credentialOf<Shape extends z.ZodRawShape>(response: Shape) {
  return z
    .object(
      {
        id: base64url(MAX_ID_LENGTH),
        rawId: base64url(MAX_ID_LENGTH),
        type: z.literal("public-key", UNREADABLE),
        response: z.object(response, UNREADABLE),
      },
      UNREADABLE,
    )
    .meta({ description: "What `toJSON()` of the browser's credential returns." });
}

export const assertionCredential = credentialOf({
  clientDataJSON: part,
  authenticatorData: part,
  signature: part,
  userHandle: optional(base64url(86)),
});

export const registrationCredential = credentialOf({
  clientDataJSON: part,
  attestationObject: part,
  transports: optional(
    z.array(z.string(UNREADABLE).regex(/^[a-z-]{1,32}$/, UNREADABLE), UNREADABLE).max(16, UNREADABLE),
  ),
});
