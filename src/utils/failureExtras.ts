/** Who registered an account, when and from where. What the person typed is theirs, and may be a lie. */
export interface RegistrationFacts {
  readonly fullName: string | null;
  readonly username: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

/** The step that a sign-in still needs. */
export interface Challenge {
  /** Goes back with the answer. It opens nothing by itself. */
  readonly flow: string;
  /** With which the step can be done, or what can be set up. */
  readonly methods: readonly ("totp" | "recovery-code" | "passkey")[];
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a provider says about somebody who has no account yet; `null` where it says nothing that can be used. */
export interface RegistrationSuggestion {
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string | null;
}

/**
 * What a client needs to go on after a failure: it stands at the top of the envelope, beside `code`, while `data` is `null`. A new
 * one is a field here, and openapi.json asks for its schema.
 */
export interface FailureExtras {
  /** With SECOND_FACTOR_REQUIRED and ENROLMENT_REQUIRED. */
  readonly challenge?: Challenge;
  /** With REGISTRATION_UNCONFIRMED. */
  readonly registration?: RegistrationFacts;
  /** With REGISTRATION_NEEDED and IDENTITY_NOT_LINKED: goes back with the next step. */
  readonly flow?: string;
  /** With REGISTRATION_NEEDED. */
  readonly suggestion?: RegistrationSuggestion;
  /** With those of a sign-in by a provider that have a next step: where the page goes after it. */
  readonly returnTo?: string;
}
