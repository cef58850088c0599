import type { EndReason, ErrorCode, RegistrationFacts, RegistrationSuggestion } from "./api.generated.js";
import type { Challenge } from "./types.js";

/** The details of a failure. */
export interface FailureDetails {
  /** The HTTP status; 0 when no answer came. */
  readonly status: number;
  /** Every invalid field; empty when no field is the cause. */
  readonly errors: readonly { path: string; message: string }[];
  /** Why the session ended. */
  readonly reason?: EndReason | undefined;
  /** Who registered the account of a link, when and from where. */
  readonly registration?: RegistrationFacts | undefined;
  /** The second factor that the server asks for. */
  readonly challenge?: Challenge | undefined;
  /** Goes back with the next step of a sign-in with a provider. */
  readonly flow?: string | undefined;
  /** What the provider says about somebody who has no account yet. */
  readonly suggestion?: RegistrationSuggestion | undefined;
  /** Where the page goes in the end, as it was given at the start of a sign-in with a provider. */
  readonly returnTo?: string | null | undefined;
  /** Seconds to wait before another attempt; 0 when the server did not say. */
  readonly retryAfterSeconds: number;
}

interface FailureOf<Code extends string> extends Error, FailureDetails {
  readonly code: Code;
}

type ChallengeCode = Challenge["code"];
type EndedCode = "REFRESH_TOKEN_REUSED" | "SESSION_EXPIRED" | "SESSION_REVOKED";

type DetailedCode =
  | EndedCode
  | ChallengeCode
  | "REGISTRATION_UNCONFIRMED"
  | "REGISTRATION_NEEDED"
  | "IDENTITY_NOT_LINKED";

/** What `@latchkey/client/passkeys` adds: the browser has no passkeys or refuses them here; the user canceled, or has none. */
type PasskeyCode = "PASSKEYS_UNAVAILABLE" | "PASSKEY_CANCELED";

/**
 * The error of every call. Switch on `code`; `message` is for people and may change. NETWORK: no answer came. TIMEOUT: no answer
 * came in time. BAD_RESPONSE: something other than Latchkey answered, such as a proxy. None of the three says anything about
 * credentials.
 *
 * @example
 * try {
 *   await client.login({ username: "ada", password: "not the password" });
 * } catch (error) {
 *   if (!(error instanceof LatchkeyError)) throw error;
 *   error.code; // "INVALID_CREDENTIALS"
 * }
 */
export type LatchkeyError =
  | (FailureOf<EndedCode> & { readonly reason: EndReason })
  | (FailureOf<"REGISTRATION_UNCONFIRMED"> & { readonly registration: RegistrationFacts })
  | (FailureOf<ChallengeCode> & { readonly challenge: Challenge })
  | (FailureOf<"REGISTRATION_NEEDED"> & { readonly flow: string; readonly suggestion: RegistrationSuggestion })
  | (FailureOf<"IDENTITY_NOT_LINKED"> & { readonly flow: string })
  | (FailureOf<"NETWORK" | "TIMEOUT" | PasskeyCode> & { readonly status: 0 })
  | FailureOf<Exclude<ErrorCode, DetailedCode> | "BAD_RESPONSE">;

class Failure extends Error {
  constructor(code: string, message: string, details?: Partial<FailureDetails> & ErrorOptions) {
    super(message, details);
    Object.assign(this, { status: 0, errors: [], retryAfterSeconds: 0, ...details, name: "LatchkeyError", code });
  }
}

/** For `instanceof`, which narrows to the union above. Only the client creates such errors. */
export const LatchkeyError = Failure as unknown as { readonly prototype: LatchkeyError } & (new (
  ...parameters: ConstructorParameters<typeof Failure>
) => LatchkeyError);
