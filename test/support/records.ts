/** Builders of valid records, for the store contract and every other test that needs one. */
import { createHash, randomUUID } from "node:crypto";
import type {
  AuditEvent,
  EmailCode,
  EmailCodes,
  Identity,
  OneTimeToken,
  Passkey,
  QueuedJob,
  RateLimitStore,
  SecondFactors,
  Session,
  SigningKey,
  SpentToken,
  User,
} from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";

/** The "now" of the records. */
export const NOW = 1_800_000_000_000;
/** Where tests of expiry play: long before the end of every other record of a store that tests share. */
export const LONG_AGO = 1_000_000_000_000;
export const DAY = 86_400_000;

type Addition = Parameters<RateLimitStore["add"]>[0];

/** An account that has both names. */
export type NamedUser = User & { readonly username: string; readonly fullName: string };

/** A valid account without a username and a full name, with an email that no other test uses. */
export function aNamelessUser(overrides: Partial<User> = {}): User {
  return { ...aUser(), username: null, fullName: null, ...overrides };
}

/** A valid account with a username and an email that no other test uses. */
export function aUser(overrides?: Partial<NamedUser>): NamedUser;
export function aUser(overrides: Partial<User>): User;
export function aUser(overrides: Partial<User> = {}): User {
  const unique = randomUUID();
  return {
    _id: newId(NOW),
    username: `user-${unique.slice(0, 18)}`,
    fullName: "Ada Lovelace",
    email: `${unique}@example.com`,
    passwordHash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g",
    avatarUrl: null,
    emailVerifiedAt: null,
    roles: ["user"],
    disabledAt: null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt: NOW,
    updatedAt: NOW,
    passwordChangedAt: NOW,
    fields: null,
    factorsSince: null,
    ...overrides,
  };
}

/** A hash of the form that waits for its upgrade; no password has it. */
export function aBcryptHash(): string {
  return `$2b$12$${"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ./".slice(0, 53)}`;
}

/** A session that is alive at `NOW`. */
export function aSession(overrides: Partial<Session> = {}): Session {
  return {
    _id: newId(NOW),
    userId: newId(NOW),
    epoch: 0,
    version: 0,
    generation: 0,
    firstGeneration: 0,
    keyId: "a1b2c3d4",
    tokenHash: "hash-0",
    rotatedAt: NOW,
    confirmedAt: null,
    previous: [],
    lateCount: 0,
    lateSince: 0,
    openedBy: "browser",
    methods: [{ method: "password", at: NOW, userVerified: false }],
    createdAt: NOW,
    lastSeenAt: NOW,
    idleExpiresAt: NOW + 7 * DAY,
    expiresAt: NOW + 90 * DAY,
    revokedAt: null,
    revokeReason: null,
    rememberMe: true,
    userAgent: null,
    ip: null,
    ...overrides,
  };
}

/** A one-time token that is valid at `NOW`. */
export function aOneTimeToken(overrides: Partial<OneTimeToken> = {}): OneTimeToken {
  return {
    hash: randomUUID(),
    purpose: "verify-email",
    userId: newId(NOW),
    payload: null,
    expiresAt: NOW + DAY,
    ...overrides,
  };
}

/** An audit event. */
export function anAuditEvent(overrides: Partial<AuditEvent> = {}): AuditEvent {
  return {
    _id: newId(NOW),
    userId: newId(NOW),
    sessionId: null,
    name: "login",
    at: NOW,
    ip: null,
    userAgent: null,
    detail: {},
    ...overrides,
  };
}

/** A job that is due at `NOW` and was never claimed. */
export function aJob(overrides: Partial<QueuedJob> = {}): QueuedJob {
  return {
    _id: newId(NOW),
    kind: "mail",
    userId: newId(NOW),
    payload: {},
    attempts: 0,
    dueAt: NOW,
    createdAt: NOW,
    ...overrides,
  };
}

/** A claim of one point on a counter that no other test uses; it ends a minute after `NOW`. */
export function anAddition(overrides: Partial<Addition> = {}): Addition {
  return { key: randomUUID(), points: 1, now: NOW, expiresAt: NOW + 60_000, ...overrides };
}

let latestSequence = 0;

/** A signing key with an id and a place in the row that no other test uses. It signs from `NOW` on. */
export function aSigningKey(overrides: Partial<SigningKey> = {}): SigningKey {
  latestSequence += 1;
  return {
    _id: randomUUID(),
    sequence: latestSequence,
    version: 0,
    algorithm: "ES256",
    sealedKey: "sealed",
    createdAt: NOW,
    signsFrom: NOW,
    ...overrides,
  };
}

/** The second factors of a user with an authenticator app and two recovery codes, of which one is used. */
export function aSecondFactorsRecord(overrides: Partial<SecondFactors> = {}): SecondFactors {
  return {
    _id: newId(NOW),
    version: 0,
    totp: { sealedSecret: "sealed", confirmedAt: NOW, lastStep: Math.floor(NOW / 30_000) },
    pending: null,
    recoveryCodes: [
      { hash: "code-1", usedAt: null },
      { hash: "code-2", usedAt: NOW },
    ],
    madeAt: NOW,
    ...overrides,
  };
}

/** A passkey with an id that no other test uses; it was never used. */
export function aPasskey(overrides: Partial<Passkey> = {}): Passkey {
  const credentialId = randomUUID();
  return {
    _id: createHash("sha256").update(credentialId).digest("base64url"),
    credentialId,
    userId: newId(NOW),
    publicKey: "public key",
    counter: 0,
    rpId: "example.com",
    aaguid: "00000000-0000-0000-0000-000000000000",
    transports: ["internal", "hybrid"],
    backedUp: true,
    userVerified: true,
    name: "My phone",
    createdAt: NOW,
    lastUsedAt: null,
    spent: [],
    version: 0,
    ...overrides,
  };
}

/** An identity at a provider that no other test uses; nobody has signed in with it since it was linked. */
export function anIdentity(overrides: Partial<Identity> = {}): Identity {
  const { issuer, subject } = { issuer: "https://provider.example", subject: randomUUID(), ...overrides };
  return {
    _id: createHash("sha256").update(`${issuer}\0${subject}`).digest("base64url"),
    userId: newId(NOW),
    provider: "example",
    issuer,
    subject,
    email: `${subject}@example.com`,
    emailVerified: true,
    createdAt: NOW,
    lastUsedAt: null,
    version: 0,
    ...overrides,
  };
}

/** A mailed code that is valid at `NOW`; nobody has tried it. */
export function anEmailCode(overrides: Partial<EmailCode> = {}): EmailCode {
  return {
    flowHash: randomUUID(),
    codeHash: randomUUID(),
    email: "ada@example.com",
    isOfKnownDevice: false,
    tries: 0,
    expiresAt: NOW + 600_000,
    ...overrides,
  };
}

/** The mailed codes of a user who has two, of which one was tried. */
export function anEmailCodesRecord(overrides: Partial<EmailCodes> = {}): EmailCodes {
  return {
    _id: newId(NOW),
    version: 0,
    waiting: [anEmailCode({ tries: 2 }), anEmailCode({ isOfKnownDevice: true })],
    expiresAt: NOW + 600_000,
    ...overrides,
  };
}

/** A spent token of a session. */
export function aSpentToken(generation: number, overrides: Partial<SpentToken> = {}): SpentToken {
  return {
    generation,
    keyId: "a1b2c3d4",
    tokenHash: `hash-${generation}`,
    salt: `salt-${generation}`,
    supersededAt: NOW + generation,
    successorConfirmedAt: null,
    retryKey: null,
    network: null,
    ...overrides,
  };
}
