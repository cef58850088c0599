import type {
  AuditEvent,
  EmailCodes,
  Identity,
  OneTimeToken,
  Passkey,
  QueuedJob,
  SecondFactors,
  Session,
  User,
} from "../../stores/Store.js";
import { parseObject } from "../../utils/json.js";
import { coarseTime } from "../../utils/utcTime.js";

/** Each field is exported (`true`), shown in another form, or left out for a reason. The compiler asks for every new one. */
export type Rules<T> = { readonly [Field in keyof T]-?: true | string | ((value: T[Field]) => unknown) };

const SECRET = "A secret: it could be used to sign in, or to attack the password.";
const TIMING = "It would show a thief when to present a copied token.";
const INTERNAL = "A counter of the program that says nothing about a person.";

export const EXPORT_RULES = {
  users: {
    _id: true,
    username: true,
    fullName: true,
    email: true,
    passwordHash: SECRET,
    avatarUrl: true,
    emailVerifiedAt: true,
    roles: true,
    disabledAt: true,
    epoch: INTERNAL,
    epochEnds: true,
    version: INTERNAL,
    createdAt: true,
    updatedAt: true,
    passwordChangedAt: true,
    fields: parseObject,
    factorsSince: true,
  } satisfies Rules<User>,
  secondFactors: {
    _id: true,
    version: INTERNAL,
    // Never the key, the hashes of the codes or the latest step: see EXPORT_HIDES.
    totp: (totp) => totp && { confirmedAt: totp.confirmedAt },
    pending: (pending) => pending && { expiresAt: pending.expiresAt },
    recoveryCodes: (codes) => codes.map(({ usedAt }) => ({ usedAt })),
    madeAt: true,
  } satisfies Rules<SecondFactors>,
  passkeys: {
    _id: true,
    credentialId: true,
    userId: true,
    publicKey: true,
    counter: true,
    rpId: true,
    aaguid: true,
    transports: true,
    backedUp: true,
    userVerified: true,
    name: true,
    createdAt: true,
    lastUsedAt: true,
    spent: "Numbers by chance that the passkey has answered, of no use after minutes: no data of a person.",
    version: INTERNAL,
  } satisfies Rules<Passkey>,
  identities: {
    _id: true,
    userId: true,
    provider: true,
    issuer: true,
    subject: true,
    email: true,
    emailVerified: true,
    createdAt: true,
    lastUsedAt: true,
    version: INTERNAL,
  } satisfies Rules<Identity>,
  emailCodes: {
    _id: true,
    version: INTERNAL,
    // How many, and nothing of them: see EXPORT_HIDES.
    waiting: (codes) => codes.length,
    expiresAt: true,
  } satisfies Rules<EmailCodes>,
  sessions: {
    _id: true,
    userId: true,
    epoch: INTERNAL,
    version: INTERNAL,
    generation: TIMING,
    firstGeneration: INTERNAL,
    keyId: SECRET,
    tokenHash: SECRET,
    rotatedAt: TIMING,
    confirmedAt: TIMING,
    previous: SECRET,
    lateCount: true,
    lateSince: true,
    openedBy: true,
    methods: true,
    createdAt: true,
    lastSeenAt: coarseTime,
    // An idle life after the last refresh.
    idleExpiresAt: coarseTime,
    expiresAt: true,
    revokedAt: true,
    revokeReason: true,
    rememberMe: true,
    userAgent: true,
    ip: true,
  } satisfies Rules<Session>,
  oneTimeTokens: {
    hash: SECRET,
    purpose: true,
    userId: true,
    payload: true,
    expiresAt: true,
  } satisfies Rules<OneTimeToken>,
  auditEvents: {
    _id: true,
    userId: true,
    sessionId: true,
    name: true,
    at: true,
    ip: true,
    userAgent: true,
    detail: true,
  } satisfies Rules<AuditEvent>,
  jobs: {
    _id: true,
    kind: true,
    userId: true,
    payload: true,
    attempts: INTERNAL,
    dueAt: true,
    createdAt: true,
  } satisfies Rules<QueuedJob>,
} as const;

/** Tables that hold nothing to export, and why. */
export const EXPORT_LEAVES_OUT = {
  rateLimits: "Counters under keys made with a secret, gone within a day: they do not show whose they are.",
  signingKeys: "The keys of the server, which are nobody's: no data of a person.",
  migrations: "The history of the schema: no data of a person.",
} as const;

/** What is left out of tables and fields whose other parts are exported, and why. */
export const EXPORT_HIDES = {
  "secondFactors (keys, codes and steps)": SECRET,
  "emailCodes (hashes, addresses and tries)": SECRET,
  "oneTimeTokens (change-email)": "The time would show whether the new address is somebody's.",
  "jobs (change-email)":
    "Whether it waits would show whether the new address is somebody's. The activity has the request.",
} as const;
