import { z } from "zod";

/* What the ceremonies of passkeys begin with, and what their owner sees of them. */

const time = z.int().meta({ description: "Epoch milliseconds." });

const descriptor = z.object({
  type: z.literal("public-key"),
  id: z.string(),
  transports: z.array(z.string()),
});

const flow = z.string().meta({ description: "To be sent with the answer of the browser, within five minutes." });

export const passkeyRequest = z
  .object({
    flow,
    options: z
      .object({
        challenge: z.string(),
        rpId: z.string(),
        timeout: z.int(),
        userVerification: z.literal("required"),
        allowCredentials: z
          .array(descriptor)
          .optional()
          .meta({ description: "Of the account whose sign-in has begun; absent where it is not known who signs in." }),
      })
      .meta({ description: "For `PublicKeyCredential.parseRequestOptionsFromJSON`." }),
  })
  .meta({ id: "PasskeyRequest" });

export const passkeyCreation = z
  .object({
    flow,
    options: z
      .object({
        challenge: z.string(),
        rp: z.object({ id: z.string(), name: z.string() }),
        user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
        pubKeyCredParams: z.array(z.object({ type: z.literal("public-key"), alg: z.int() })),
        timeout: z.int(),
        attestation: z.literal("none"),
        excludeCredentials: z.array(descriptor),
        authenticatorSelection: z.object({
          residentKey: z.literal("required"),
          requireResidentKey: z.literal(true),
          userVerification: z.literal("required"),
        }),
        extensions: z.object({ credProps: z.literal(true) }),
      })
      .meta({ description: "For `PublicKeyCredential.parseCreationOptionsFromJSON`." }),
  })
  .meta({ id: "PasskeyCreation" });

export const passkey = z
  .object({
    _id: z.string(),
    name: z.string(),
    createdAt: time,
    lastUsedAt: time.nullable(),
    backedUp: z.boolean().meta({ description: "Whether it is synced to other devices." }),
    transports: z.array(z.string()),
    aaguid: z.string().meta({ description: "The model of the authenticator, as it says itself." }),
    rpId: z.string().meta({ description: "The domain that it was made for. With `credentialId` for the Signal API." }),
    credentialId: z.string(),
  })
  .meta({ id: "Passkey" });
