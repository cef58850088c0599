import type { ArchiveRecords, Kind } from "./Archive.js";
import type {
  AuthenticationMethod,
  EmailCode,
  EpochEnd,
  PendingTotp,
  RecoveryCode,
  SpentChallenge,
  SpentToken,
  Totp,
} from "./records.js";

/**
 * What a field holds: a text, a number or null (`value`), true or false (`flag`), an object as an application or a client sent
 * it (`object`), a list of texts (`texts`), a list of records with fields of their own (`items`), or one such record or null
 * (`part`).
 */
export type Field = "value" | "flag" | "object" | "texts" | { readonly items: Fields } | { readonly part: Fields };
type Fields = Readonly<Record<string, Field>>;
type FieldsOf<Item> = { readonly [Name in keyof Item]-?: Field };

const epochEnd: FieldsOf<EpochEnd> = { epoch: "value", cause: "value", at: "value" };

const authenticationMethod: FieldsOf<AuthenticationMethod> = { method: "value", at: "value", userVerified: "value" };

const spentToken: FieldsOf<SpentToken> = {
  generation: "value",
  keyId: "value",
  tokenHash: "value",
  salt: "value",
  supersededAt: "value",
  successorConfirmedAt: "value",
  retryKey: "value",
  network: "value",
};

const totp: FieldsOf<Totp> = { sealedSecret: "value", confirmedAt: "value", lastStep: "value" };

const pendingTotp: FieldsOf<PendingTotp> = { sealedSecret: "value", expiresAt: "value" };

const recoveryCode: FieldsOf<RecoveryCode> = { hash: "value", usedAt: "value" };

const spentChallenge: FieldsOf<SpentChallenge> = { hash: "value", until: "value" };

const emailCode: FieldsOf<EmailCode> = {
  flowHash: "value",
  codeHash: "value",
  email: "value",
  isOfKnownDevice: "flag",
  tries: "value",
  expiresAt: "value",
};

/** The fields of every record, by kind. The adapters make columns, documents and copies from them. */
export const recordFields: { readonly [K in Kind]: FieldsOf<ArchiveRecords[K]> } = {
  users: {
    _id: "value",
    username: "value",
    fullName: "value",
    email: "value",
    passwordHash: "value",
    avatarUrl: "value",
    emailVerifiedAt: "value",
    roles: "texts",
    disabledAt: "value",
    epoch: "value",
    epochEnds: { items: epochEnd },
    version: "value",
    createdAt: "value",
    updatedAt: "value",
    passwordChangedAt: "value",
    fields: "value",
    factorsSince: "value",
  },
  secondFactors: {
    _id: "value",
    version: "value",
    totp: { part: totp },
    pending: { part: pendingTotp },
    recoveryCodes: { items: recoveryCode },
    madeAt: "value",
  },
  passkeys: {
    _id: "value",
    credentialId: "value",
    userId: "value",
    publicKey: "value",
    counter: "value",
    rpId: "value",
    aaguid: "value",
    transports: "texts",
    backedUp: "flag",
    userVerified: "flag",
    name: "value",
    createdAt: "value",
    lastUsedAt: "value",
    spent: { items: spentChallenge },
    version: "value",
  },
  identities: {
    _id: "value",
    userId: "value",
    provider: "value",
    issuer: "value",
    subject: "value",
    email: "value",
    emailVerified: "flag",
    createdAt: "value",
    lastUsedAt: "value",
    version: "value",
  },
  emailCodes: { _id: "value", version: "value", waiting: { items: emailCode }, expiresAt: "value" },
  sessions: {
    _id: "value",
    userId: "value",
    epoch: "value",
    version: "value",
    generation: "value",
    firstGeneration: "value",
    keyId: "value",
    tokenHash: "value",
    rotatedAt: "value",
    confirmedAt: "value",
    previous: { items: spentToken },
    lateCount: "value",
    lateSince: "value",
    openedBy: "value",
    methods: { items: authenticationMethod },
    createdAt: "value",
    lastSeenAt: "value",
    idleExpiresAt: "value",
    expiresAt: "value",
    revokedAt: "value",
    revokeReason: "value",
    rememberMe: "flag",
    userAgent: "value",
    ip: "value",
  },
  oneTimeTokens: { hash: "value", purpose: "value", userId: "value", payload: "value", expiresAt: "value" },
  auditEvents: {
    _id: "value",
    userId: "value",
    sessionId: "value",
    name: "value",
    at: "value",
    ip: "value",
    userAgent: "value",
    detail: "object",
  },
  jobs: {
    _id: "value",
    kind: "value",
    userId: "value",
    payload: "object",
    attempts: "value",
    dueAt: "value",
    createdAt: "value",
  },
  rateLimits: { key: "value", points: "value", expiresAt: "value" },
  signingKeys: {
    _id: "value",
    sequence: "value",
    version: "value",
    algorithm: "value",
    sealedKey: "value",
    createdAt: "value",
    signsFrom: "value",
  },
};

/**
 * A plain copy of a record: nothing unknown goes in or comes out, and nothing is shared with the caller. What an earlier
 * release did not store is null, or an empty list.
 */
export function copyRecord<K extends Kind>(kind: K, record: Partial<ArchiveRecords[K]>): ArchiveRecords[K] {
  // The table has every field of the kind.
  return copyFields(recordFields[kind], record) as unknown as ArchiveRecords[K];
}

/** The same for what is stored as a record, or a list of records, within a record. */
export function copyNested(field: Exclude<Field, string>, value: unknown): unknown {
  if ("part" in field) return isRecord(value) ? copyFields(field.part, value) : null;
  return asList(value).map((item) => copyFields(field.items, item));
}

function copyFields(fields: Fields, record: object): object {
  const copy: Record<string, unknown> = {};
  for (const name in fields) copy[name] = copyValue(fields[name], Reflect.get(record, name));
  return copy;
}

function copyValue(field: Field | undefined, value: unknown): unknown {
  if (typeof field === "object") return copyNested(field, value);
  if (field === "texts") return [...asList(value)];
  return field === "object" ? { ...Object(value) } : (value ?? null);
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function asList(value: unknown): object[] {
  return Array.isArray(value) ? value : [];
}
