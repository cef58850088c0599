/**
 * What the routes of second factors and passkeys take and give, until openapi.json has all of them: what is generated from there
 * wins over what is here.
 */
import type {
  AddPasskeyBody,
  Operations as GeneratedOperations,
  PasskeyLoginBody,
  SignedIn,
  Tokens,
  User,
} from "./api.generated.js";

/** What proves a second factor. */
export type SecondFactorMethod = "totp" | "recovery-code" | "passkey";

/** What WebAuthn's `toJSON()` gives. */
export type CredentialJson = PasskeyLoginBody["credential"] & AddPasskeyBody["credential"];

export interface PasskeyInfo {
  _id: string;
  name: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Epoch milliseconds. */
  lastUsedAt: number | null;
  /** Whether it is synced to other devices of its owner. */
  backedUp: boolean;
  /** The domain that it was made for. */
  rpId: string;
  /** Its id in the browser, in base64url. */
  credentialId: string;
}

export interface SecurityOverview {
  /** 2 after two different factors, 1 after one. */
  level: number;
  /** Epoch milliseconds. */
  authenticatedAt: number | null;
  /** The second factors of the account. */
  methods: SecondFactorMethod[];
  recoveryCodesLeft: number;
  passkeys: PasskeyInfo[];
  hasPassword: boolean;
}

interface Operation<Body, Data> {
  body: Body;
  data: Data;
}

/** A session that was renewed, or the sign-in with which an enrollment ends. */
type Renewed = Tokens & { user?: User | undefined };

interface IdentityOperations {
  "POST /auth/second-factor": Operation<
    {
      flow: string;
      code?: string | undefined;
      recoveryCode?: string | undefined;
      credential?: CredentialJson | undefined;
      rememberMe?: boolean | undefined;
    },
    SignedIn
  >;
  "GET /users/security": Operation<undefined, SecurityOverview>;
  "POST /users/totp": Operation<
    { password?: string | undefined; flow?: string | undefined },
    { secret: string; uri: string; expiresAt: number }
  >;
  "POST /users/totp/confirm": Operation<
    { code: string; flow?: string | undefined },
    Renewed & { recoveryCodes?: string[] | undefined }
  >;
  "DELETE /users/totp": Operation<{ password?: string | undefined }, Tokens>;
  "POST /users/recovery-codes": Operation<{ password?: string | undefined }, { recoveryCodes: string[] }>;
  "POST /auth/passkeys/options": Operation<
    { flow?: string | undefined },
    { flow: string; options: Record<string, unknown> }
  >;
  "POST /auth/passkeys/login": Operation<
    { flow: string; credential: CredentialJson; rememberMe?: boolean | undefined },
    SignedIn
  >;
  "POST /auth/register/passkey/options": Operation<
    Record<string, unknown>,
    { flow: string; options: Record<string, unknown> }
  >;
  "POST /auth/register/passkey": Operation<
    { flow: string; credential: CredentialJson },
    SignedIn & { recoveryCodes?: string[] | undefined }
  >;
  "POST /users/passkeys/options": Operation<
    { password?: string | undefined; flow?: string | undefined },
    { flow: string; options: Record<string, unknown> }
  >;
  "POST /users/passkeys": Operation<
    { flow: string; credential: CredentialJson; name?: string | undefined },
    Renewed & { passkey: PasskeyInfo; recoveryCodes?: string[] | undefined }
  >;
  "GET /users/passkeys": Operation<undefined, PasskeyInfo[]>;
  "PATCH /users/passkeys/{id}": Operation<{ name: string }, PasskeyInfo>;
  "DELETE /users/passkeys/{id}": Operation<{ password?: string | undefined }, Tokens>;
}

export type Operations = GeneratedOperations & Omit<IdentityOperations, keyof GeneratedOperations>;
