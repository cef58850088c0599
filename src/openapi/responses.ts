import { z } from "zod";
import { event, exportedData } from "./exportResponses.js";
import { passkey, passkeyCreation, passkeyRequest } from "./passkeyResponses.js";
import { coarse, id, maybeText, time } from "./responseFields.js";

/*
 * What responses carry as `data`. The routes take the types from here, so a controller that returns anything else does not
 * compile; openapi.json takes the schemas. A running server never loads this file.
 */

const nothing = z.object({});

const user = z
  .object({
    _id: id,
    username: maybeText,
    fullName: maybeText,
    email: z.string(),
    avatarUrl: maybeText,
    emailVerified: z.boolean(),
    roles: z.array(z.string()),
    createdAt: time,
    updatedAt: time,
    locale: z
      .string()
      .optional()
      .meta({ description: "The language of the user as a BCP 47 tag, such as `de-AT`. Absent when none is stored." }),
  })
  .meta({ id: "User" });

const verification = z.union([user, nothing]);

const IN_BODY = "Absent for browsers, which get it as a cookie. TOKENS_IN_BODY changes that.";

const tokens = z
  .object({
    accessToken: z.string().optional().meta({ description: IN_BODY }),
    refreshToken: z.string().optional().meta({ description: IN_BODY }),
  })
  .meta({ id: "Tokens" });

const signedIn = z.object({ user, ...tokens.shape }).meta({ id: "SignedIn" });

const reauthenticated = z
  .object({
    level: z.int().meta({ description: "2 after two different factors, 1 after one." }),
    authenticatedAt: time,
    accessToken: z.string().optional().meta({ description: IN_BODY }),
  })
  .meta({ id: "Reauthenticated" });

const session = z
  .object({
    _id: id,
    current: z.boolean().meta({ description: "Whether this request belongs to it." }),
    createdAt: time,
    lastSeenAt: coarse,
    expiresAt: time,
    userAgent: maybeText,
    ip: maybeText,
  })
  .meta({ id: "Session" });

const sessions = z.array(session);

const activity = z.array(event);

const codes = z.array(z.string()).meta({ description: "Ten, shown once.", examples: [["7K2MQ-XW94D", "0J3RB-T8Y5N"]] });

const passkeys = z.array(passkey);

const security = z
  .object({
    level: z.int().meta({ description: "2 after two different factors, 1 after one." }),
    authenticatedAt: time
      .nullable()
      .meta({ description: "When the newest proof of this session was, in epoch milliseconds." }),
    methods: z
      .array(z.enum(["totp", "recovery-code", "passkey"]))
      .meta({ description: "The second factors of the account." }),
    recoveryCodesLeft: z.int(),
    passkeys: passkeys.meta({ description: "Oldest first." }),
    identities: z.array(nothing).meta({ description: "Linked accounts at providers." }),
    hasPassword: z.boolean(),
  })
  .meta({ id: "Security" });

const firstCodes = {
  recoveryCodes: codes
    .optional()
    .meta({ description: "Ten, with the first factor of the account. They are shown once." }),
};

const passkeyAdded = z
  .object({
    passkey,
    ...firstCodes,
    // After ENROLMENT_REQUIRED, where it is a sign-in.
    user: user.optional(),
    ...tokens.shape,
  })
  .meta({ id: "PasskeyAdded" });

const signedInWithCodes = z.object({ ...signedIn.shape, ...firstCodes }).meta({ id: "SignedInWithCodes" });

const relatedOrigins = z.object({ origins: z.array(z.string()) }).meta({ id: "RelatedOrigins" });
const totpBegun = z
  .object({
    secret: z.string().meta({ description: "In base32, to be typed into the app." }),
    uri: z.string().meta({ description: "`otpauth://…`, for a QR code." }),
    expiresAt: time.meta({ description: "Epoch milliseconds. Until then it can be confirmed." }),
  })
  .meta({ id: "TotpBegun" });

const totpConfirmed = z
  .object({
    // After ENROLMENT_REQUIRED, where it is a sign-in.
    user: user.optional(),
    recoveryCodes: codes
      .optional()
      .meta({ description: "Ten, with the first factor of the account. They are shown once." }),
    ...tokens.shape,
  })
  .meta({ id: "TotpConfirmed" });

const recoveryCodes = z.object({ recoveryCodes: codes }).meta({ id: "RecoveryCodes" });

const passwordRules = z
  .object({
    minLength: z.int().meta({ description: "In code points after NFC." }),
    maxLength: z.int().meta({ description: "In code points after NFC." }),
    rules: z.array(z.object({ rule: z.enum(["too-short", "too-long", "common", "context"]), text: z.string() })),
  })
  .meta({ id: "PasswordRules" });

const health = z.object({ status: z.enum(["live", "ready"]) }).meta({ id: "Health" });

const keySet = z
  .object({
    keys: z.array(
      z.object({
        kty: z.literal("EC"),
        crv: z.literal("P-256"),
        x: z.string(),
        y: z.string(),
        kid: z.string().meta({ description: "RFC 7638. The header of a token names it." }),
        alg: z.literal("ES256"),
        use: z.literal("sig"),
      }),
    ),
  })
  .meta({ id: "KeySet" });

export const responses = {
  nothing,
  user,
  verification,
  tokens,
  signedIn,
  reauthenticated,
  sessions,
  activity,
  security,
  exportedData,
  passkeyRequest,
  passkeyCreation,
  passkey,
  passkeys,
  passkeyAdded,
  signedInWithCodes,
  relatedOrigins,
  totpBegun,
  totpConfirmed,
  recoveryCodes,
  passwordRules,
  health,
  keySet,
};

export type ResponseName = keyof typeof responses;

type DeepReadonly<Data> = Data extends readonly (infer One)[]
  ? readonly DeepReadonly<One>[]
  : Data extends object
    ? { readonly [Key in keyof Data]: DeepReadonly<Data[Key]> }
    : Data;

/** What a controller returns. The key set and the related origins are sent by their controller; a test checks the fields of an export. */
export type ResponseData<Name extends ResponseName> = Name extends "keySet" | "relatedOrigins"
  ? undefined
  : Name extends "exportedData"
    ? object
    : DeepReadonly<z.infer<(typeof responses)[Name]>>;
