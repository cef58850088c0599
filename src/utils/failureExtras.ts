/** Who registered an account, when and from where. What the person typed is theirs, and may be a lie. */
export interface RegistrationFacts {
  readonly fullName: string | null;
  readonly username: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly userAgent: string | null;
  readonly ip: string | null;
}

/**
 * What a client needs to go on after a failure: it stands at the top of the envelope, beside `code`, while `data` is `null`. A new
 * one is a field here, and openapi.json asks for its schema.
 */
export interface FailureExtras {
  /** With REGISTRATION_UNCONFIRMED. */
  readonly registration?: RegistrationFacts;
}
