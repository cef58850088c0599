import { z } from "zod";
import { AUDIT_EVENTS } from "../services/audit/index.js";
import { passkey, passkeyCreation, passkeyRequest } from "./passkeyResponses.js";
import { identity, providerStarted, providers } from "./providerResponses.js";

/*
 * What responses carry as `data`. The routes take the types from here, so a controller that returns anything else does not
 * compile; openapi.json takes the schemas. A running server never loads this file.
 */

const id = z.uuid().meta({ description: "A UUIDv7." });
const time = z.int().meta({ description: "Epoch milliseconds." });
const coarse = z.int().meta({ description: "Epoch milliseconds, in steps of ten minutes." });
const maybeTime = time.nullable();
const maybeText = z.string().nullable();
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

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

const event = z
  .object({
    _id: id,
    name: z.enum(Object.keys(AUDIT_EVENTS)),
    at: time,
    sessionId: id.nullable(),
    ip: maybeText,
    userAgent: maybeText,
    detail: facts.meta({ description: "The `reason` of a session's end, and other details." }),
  })
  .meta({ id: "ActivityEvent" });

const activity = z.array(event);

const exportedData = z
  .object({
    exportedAt: time,
    user: z.object({
      _id: id,
      username: maybeText,
      fullName: maybeText,
      email: z.string(),
      avatarUrl: maybeText,
      emailVerifiedAt: maybeTime,
      roles: z.array(z.string()),
      disabledAt: maybeTime,
      epochEnds: z.array(z.object({ epoch: z.int(), cause: z.string(), at: time })),
      createdAt: time,
      updatedAt: time,
      passwordChangedAt: time,
      fields: z
        .record(z.string(), z.unknown())
        .meta({ description: "`locale`, and the fields that the app has added." }),
      factorsSince: maybeTime,
    }),
    sessions: z.array(
      z.object({
        _id: id,
        userId: id,
        lateCount: z.int(),
        lateSince: time,
        openedBy: z.enum(["browser", "client"]),
        methods: z.array(z.object({ method: z.string(), at: time, userVerified: z.boolean() })),
        createdAt: time,
        lastSeenAt: coarse,
        idleExpiresAt: coarse,
        expiresAt: time,
        revokedAt: maybeTime,
        revokeReason: maybeText,
        rememberMe: z.boolean(),
        userAgent: maybeText,
        ip: maybeText,
      }),
    ),
    oneTimeTokens: z.array(z.object({ purpose: z.string(), userId: id, payload: maybeText, expiresAt: time })),
    secondFactors: z
      .object({
        _id: id,
        totp: z.object({ confirmedAt: time }).nullable(),
        pending: z.object({ expiresAt: time }).nullable(),
        recoveryCodes: z.array(z.object({ usedAt: maybeTime })),
        madeAt: maybeTime,
      })
      .nullable(),
    passkeys: z.array(
      z.object({
        _id: z.string(),
        credentialId: z.string(),
        userId: id,
        publicKey: z.string(),
        counter: z.int(),
        rpId: z.string(),
        aaguid: z.string(),
        transports: z.array(z.string()),
        backedUp: z.boolean(),
        userVerified: z.boolean(),
        name: z.string(),
        createdAt: time,
        lastUsedAt: maybeTime,
      }),
    ),
    identities: z.array(
      z.object({
        _id: z.string(),
        userId: id,
        provider: z.string(),
        issuer: z.string(),
        subject: z.string(),
        email: maybeText,
        emailVerified: z.boolean(),
        createdAt: time,
        lastUsedAt: maybeTime,
      }),
    ),
    emailCodes: z
      .object({ _id: id, waiting: z.int().meta({ description: "How many codes were mailed." }), expiresAt: time })
      .nullable(),
    jobs: z.array(
      z.object({ _id: id, kind: z.string(), userId: id.nullable(), payload: facts, dueAt: time, createdAt: time }),
    ),
    activity: z.array(z.object({ ...event.shape, userId: id.nullable() }).meta({ id: "ExportedEvent" })),
    leftOut: z
      .record(z.string(), z.string())
      .meta({ description: "What is stored but not included, and why: `table.field` or `table`." }),
  })
  .meta({ id: "ExportedData" });

const codes = z.array(z.string()).meta({ description: "Ten, shown once.", examples: [["7K2MQ-XW94D", "0J3RB-T8Y5N"]] });

const passkeys = z.array(passkey);

const identities = z.array(identity);

const providerSignedIn = z
  .object({
    user,
    ...tokens.shape,
    // After a link, where nobody signs in.
    identity: identity.optional(),
    returnTo: maybeText.meta({ description: "As it was given at the start." }),
  })
  .meta({ id: "ProviderSignedIn" });

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
    identities: identities.meta({ description: "Linked accounts at providers, oldest first." }),
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
  providers,
  providerStarted,
  providerSignedIn,
  identity,
  identities,
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
