import type { ResponseName } from "../../../src/openapi/responses.js";
import { PasswordPolicy } from "../../../src/services/password/index.js";

const CREATED_AT = 1_767_225_600_000;
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const USER_ID = "019b76da-a800-7a3c-9f1e-3c5d8e2b4a61";
const SESSION_ID = "019b76da-b7a0-7c21-8d4f-5a6b7c8d9e0f";

const USER = {
  _id: USER_ID,
  username: "ada",
  fullName: "Ada Lovelace",
  email: "ada@example.com",
  avatarUrl: null,
  emailVerified: true,
  roles: [],
  createdAt: CREATED_AT,
  updatedAt: CREATED_AT,
};

const TOKENS = { accessToken: "eyJhbGciOiJIUzI1NiIs…", refreshToken: "lk_rt_…" };

const SESSIONS = [
  {
    _id: SESSION_ID,
    current: true,
    createdAt: CREATED_AT,
    lastSeenAt: CREATED_AT + 60_000,
    expiresAt: CREATED_AT + 604_800_000,
    userAgent: USER_AGENT,
    ip: "192.0.2.7",
  },
];

const EVENT = {
  _id: "019b76dc-7cc0-7d11-a2b3-c4d5e6f70819",
  name: "signed_out",
  at: CREATED_AT + 120_000,
  sessionId: SESSION_ID,
  ip: "192.0.2.7",
  userAgent: USER_AGENT,
  detail: { reason: "logout", openedAt: CREATED_AT, generation: 3 },
};

const { emailVerified: _, ...STORED_USER } = USER;

const EXPORTED_DATA = {
  exportedAt: CREATED_AT + 180_000,
  user: {
    ...STORED_USER,
    emailVerifiedAt: CREATED_AT,
    disabledAt: null,
    epochEnds: [],
    passwordChangedAt: CREATED_AT,
    fields: {},
    factorsSince: null,
  },
  sessions: [],
  oneTimeTokens: [],
  secondFactors: null,
  passkeys: [],
  identities: [],
  emailCodes: null,
  jobs: [],
  activity: [{ ...EVENT, userId: USER_ID }],
  leftOut: { "users.passwordHash": "A secret: it could be used to sign in, or to attack the password." },
};

const KEY_SET = {
  keys: [
    {
      kty: "EC",
      crv: "P-256",
      // The key of RFC 7517, appendix A.1.
      x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
      y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
      kid: "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s",
      alg: "ES256",
      use: "sig",
    },
  ],
};

const CHALLENGE = "dGhpcyBpcyBub3QgcmFuZG9tLCBidXQgYW4gZXhhbXBsZQ";
const CREDENTIAL_ID = "mN3cV0nqQ7Sx1m2a9d8Z5w";
const FLOW = "AbY3kPq0…";

const PASSKEY_REQUEST = {
  flow: FLOW,
  options: { challenge: CHALLENGE, rpId: "auth.example.com", timeout: 300_000, userVerification: "required" },
};

const PASSKEY_CREATION = {
  flow: FLOW,
  options: {
    challenge: CHALLENGE,
    rp: { id: "auth.example.com", name: "Example" },
    user: { id: "AZt0aAAAdAC4AAAAAAAAAQ", name: "ada", displayName: "Ada Lovelace" },
    pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
    timeout: 300_000,
    attestation: "none",
    excludeCredentials: [],
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    extensions: { credProps: true },
  },
};

const PASSKEY = {
  _id: "3q2-7wAAr0d2ZbG6m4oVd1mD3mB9mXr0yq8m5x1cW0k",
  name: "Phone",
  createdAt: 1_767_225_600_000,
  lastUsedAt: 1_767_312_000_000,
  backedUp: true,
  transports: ["internal", "hybrid"],
  aaguid: "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
  rpId: "auth.example.com",
  credentialId: CREDENTIAL_ID,
};

const IDENTITY = {
  _id: "Lq3n1cVw0uYk8d5x2aTzR7sBfJ6mHgPe4oXiC9vKtQE",
  provider: "google",
  email: "ada@example.com",
  createdAt: CREATED_AT,
  lastUsedAt: CREATED_AT + 86_400_000,
};

// Of RFC 6238, appendix B.
const TOTP_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const RECOVERY_CODES = ["7K2MQ-XW94D", "0J3RB-T8Y5N"];

/** The `data` of the example of each response; a test holds them to their schemas. */
export const EXAMPLES: Record<ResponseName, unknown> = {
  nothing: {},
  user: USER,
  verification: USER,
  tokens: TOKENS,
  reauthenticated: { level: 1, authenticatedAt: 1767225600000, accessToken: TOKENS.accessToken },
  signedIn: { user: USER, ...TOKENS },
  sessions: SESSIONS,
  activity: [EVENT],
  security: {
    level: 2,
    authenticatedAt: 1767225600000,
    methods: ["recovery-code", "passkey"],
    recoveryCodesLeft: 10,
    passkeys: [PASSKEY],
    identities: [IDENTITY],
    hasPassword: true,
  },
  exportedData: EXPORTED_DATA,
  passkeyRequest: PASSKEY_REQUEST,
  passkeyCreation: PASSKEY_CREATION,
  passkey: PASSKEY,
  passkeys: [PASSKEY],
  passkeyAdded: { passkey: PASSKEY, ...TOKENS },
  signedInWithCodes: { user: USER, ...TOKENS },
  providers: [{ name: "google", label: "Google" }],
  providerStarted: { url: "https://accounts.example.com/authorize?client_id=…" },
  providerSignedIn: { user: USER, ...TOKENS, returnTo: "/orders" },
  identity: IDENTITY,
  identities: [IDENTITY],
  relatedOrigins: { origins: ["https://app.example.com", "https://example.net"] },
  totpBegun: {
    secret: TOTP_SECRET,
    uri: `otpauth://totp/Latchkey:ada%40example.com?secret=${TOTP_SECRET}&issuer=Latchkey&algorithm=SHA1&digits=6&period=30`,
    expiresAt: CREATED_AT + 1_800_000,
  },
  totpConfirmed: { recoveryCodes: RECOVERY_CODES, ...TOKENS },
  recoveryCodes: { recoveryCodes: RECOVERY_CODES },
  passwordRules: new PasswordPolicy({ minLength: 8 }).rules(),
  health: { status: "ready" },
  keySet: KEY_SET,
};
