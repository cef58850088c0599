/** What the stores keep. Times are epoch milliseconds; `_id` is a UUIDv7 string. */

/** Why every session of a user ended at once. */
export type EpochEndCause = "logout-all" | "password-change" | "password-reset" | "disabled" | "factor-change";

/** One of the user's epochs that is over. */
export interface EpochEnd {
  readonly epoch: number;
  readonly cause: EpochEndCause;
  readonly at: number;
}

/** An account. `passwordHash` is a PHC string (or bcrypt's own form), current or waiting for its upgrade, never a plain text. */
export interface User {
  readonly _id: string;
  /** `null` when the user has none: see the settings USERNAME and FULL_NAME. */
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string;
  readonly passwordHash: string;
  readonly avatarUrl: string | null;
  readonly emailVerifiedAt: number | null;
  readonly roles: readonly string[];
  readonly disabledAt: number | null;
  /** Rises by one when every session of the user must end; a session lives only in the epoch it was opened in. */
  readonly epoch: number;
  /** The latest epochs that ended and why, oldest first: the answer to "why was I signed out?". */
  readonly epochEnds: readonly EpochEnd[];
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly passwordChangedAt: number;
  /** The fields that the app has added, as the text of a JSON object: 4 KiB at most. `null` when there are none. */
  readonly fields: string | null;
  /**
   * When the user began a first second factor. It is set before the factor is stored, so `null` means: there are none, and no
   * refresh has to look for them.
   */
  readonly factorsSince: number | null;
}

/** The key of an authenticator app, which the user has confirmed by a code. */
export interface Totp {
  /** The key, encrypted for this user: a copy of the database makes no codes. */
  readonly sealedSecret: string;
  readonly confirmedAt: number;
  /** The step of the latest code that was accepted. Codes of this step and of those before it are spent. */
  readonly lastStep: number;
}

/** A key that waits to be confirmed. One that is in use stays beside it until then. */
export interface PendingTotp {
  readonly sealedSecret: string;
  readonly expiresAt: number;
}

/** A code for the day on which the device is lost. Only its hash is stored. */
export interface RecoveryCode {
  readonly hash: string;
  readonly usedAt: number | null;
}

/** The second factors of a user by code. `_id` is the user's. */
export interface SecondFactors {
  readonly _id: string;
  readonly version: number;
  readonly totp: Totp | null;
  readonly pending: PendingTotp | null;
  readonly recoveryCodes: readonly RecoveryCode[];
  /** When the recovery codes were made; `null` without any. */
  readonly madeAt: number | null;
}

/** A challenge that a passkey has answered: it is refused until its flow is over. */
export interface SpentChallenge {
  readonly hash: string;
  readonly until: number;
}

/** A passkey: the public half of a key pair whose private half stays with the user. */
export interface Passkey {
  /** SHA-256 of the credential's id, as base64url: the id itself may have 1023 bytes. */
  readonly _id: string;
  readonly credentialId: string;
  readonly userId: string;
  readonly publicKey: string;
  /** How often it was used, as the authenticator counts. Synced passkeys stay at 0. */
  readonly counter: number;
  /** The domain that it was made for. It works on no other. */
  readonly rpId: string;
  /** The model of the authenticator. */
  readonly aaguid: string;
  readonly transports: readonly string[];
  /** Whether it is synced to other devices. */
  readonly backedUp: boolean;
  /** Whether the authenticator made sure who its user is when the passkey was made. */
  readonly userVerified: boolean;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  /** The latest challenges that it has answered. */
  readonly spent: readonly SpentChallenge[];
  readonly version: number;
}

/** An account at a provider with which a user signs in. */
export interface Identity {
  /**
   * SHA-256 of the issuer, a zero byte and the subject, as base64url. Never of the email address: that changes hands, and providers
   * say what they like about it.
   */
  readonly _id: string;
  readonly userId: string;
  /** The name of the provider in the settings. */
  readonly provider: string;
  readonly issuer: string;
  readonly subject: string;
  /** As the provider said it at the last sign-in; `null` when it said none. */
  readonly email: string | null;
  /** Whether the provider said that the address is verified, and is trusted to say so. */
  readonly emailVerified: boolean;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly version: number;
}

/** A code that was mailed to sign in with. */
export interface EmailCode {
  /** Hash of the secret in the flow of the browser that asked. Without the flow nobody can try a code. */
  readonly flowHash: string;
  /** Hash of the secret and the code. */
  readonly codeHash: string;
  /** Where it was sent. A change of the address ends it. */
  readonly email: string;
  /** Whether a browser asked that has signed in before: strangers cannot take its place. */
  readonly isOfKnownDevice: boolean;
  /** How often a code was tried. It is counted before a code is judged. */
  readonly tries: number;
  readonly expiresAt: number;
}

/** The mailed codes of a user that can still be used. `_id` is the user's. */
export interface EmailCodes {
  readonly _id: string;
  readonly version: number;
  readonly waiting: readonly EmailCode[];
  /** When the last of them is over. */
  readonly expiresAt: number;
}

/** A spent refresh token that may still be answered: one of a burst of tabs, or the retry of a lost answer. */
export interface SpentToken {
  readonly generation: number;
  readonly keyId: string;
  readonly tokenHash: string;
  /** The salt from which the successor of this token is derived. */
  readonly salt: string;
  readonly supersededAt: number;
  readonly successorConfirmedAt: number | null;
  /** Hash of the `Idempotency-Key` with which the token was spent. */
  readonly retryKey: string | null;
  /** The network that spent the token, as `ipKey` names it; `null` when it is unknown. A release before this one drops it. */
  readonly network: string | null;
}

export type OpenedBy = "browser" | "client";
export type RevokeReason = "logout" | "replaced" | "revoked" | "reuse" | "fork" | "guessing";

/** One way in which somebody proved who they are, and when: epoch milliseconds. */
export interface AuthenticationMethod {
  readonly method: "password" | "totp" | "recovery-code" | "passkey" | "email" | `provider:${string}`;
  readonly at: number;
  /** Whether a passkey, or a trusted provider, also made sure that it is the user: by a fingerprint or a PIN. */
  readonly userVerified: boolean;
}

/** One sign-in on one device. No token is stored: only the hash of the current secret, and salts. */
export interface Session {
  readonly _id: string;
  readonly userId: string;
  readonly epoch: number;
  readonly version: number;
  readonly generation: number;
  /** Tokens of an earlier generation were ended by a password change and are refused. */
  readonly firstGeneration: number;
  readonly keyId: string;
  readonly tokenHash: string;
  readonly rotatedAt: number;
  readonly confirmedAt: number | null;
  readonly previous: readonly SpentToken[];
  readonly lateCount: number;
  readonly lateSince: number;
  readonly openedBy: OpenedBy;
  /** How its user has proved who they are: the newest use of each, oldest first, at most six. */
  readonly methods: readonly AuthenticationMethod[];
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly idleExpiresAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  readonly revokeReason: RevokeReason | null;
  readonly rememberMe: boolean;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

export type OneTimePurpose = "verify-email" | "reset-password" | "change-email";

/** A link that works once. Only the hash of its token is stored. */
export interface OneTimeToken {
  readonly hash: string;
  readonly purpose: OneTimePurpose;
  readonly userId: string;
  readonly payload: string | null;
  readonly expiresAt: number;
}

/** What happened to an account. `_id` is a UUIDv7 made at `at`, so that it sorts by time. */
export interface AuditEvent {
  readonly _id: string;
  readonly userId: string | null;
  readonly sessionId: string | null;
  readonly name: string;
  readonly at: number;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/** Work that must be done once after an answer, such as a mail; it outlives a restart. `payload` holds no secret. */
export interface QueuedJob {
  readonly _id: string;
  readonly kind: string;
  /** Whose work it is, so that it goes with the account; `null` when no account is known. */
  readonly userId: string | null;
  readonly payload: Readonly<Record<string, string | number | boolean | null>>;
  /** How often it was claimed. */
  readonly attempts: number;
  readonly dueAt: number;
  readonly createdAt: number;
}

/** How much of a limit is used up, until when. */
export interface RateLimitCounter {
  readonly points: number;
  readonly expiresAt: number;
}

/** A key pair that signs access tokens, from `signsFrom` until the key after it does. */
export interface SigningKey {
  /** The `kid`: the thumbprint of the public key (RFC 7638). */
  readonly _id: string;
  /** Counts up. It is unique, so of servers that make the next key at once one wins and all agree. */
  readonly sequence: number;
  readonly version: number;
  readonly algorithm: "ES256";
  /** The private key, encrypted: a copy of the database signs nothing. */
  readonly sealedKey: string;
  readonly createdAt: number;
  readonly signsFrom: number;
}

/** What the hot path needs to judge a token: the session and its owner, as they are now. */
export interface AuthState {
  readonly session: Session;
  /** `null` when the account was deleted. */
  readonly user: User | null;
}

export type UniqueField = "username" | "email";
