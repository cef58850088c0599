export type FaultCode = "FLOW_INVALID" | "PROVIDER_ANSWER_INVALID" | "PROVIDER_REFUSED" | "PROVIDER_UNAVAILABLE";

interface FaultOptions {
  /** Seconds until a repeat makes sense. */
  readonly retryAfterSeconds?: number | undefined;
  /** Whether only the operator can end it: a secret is wrong, or a redirect URI is not registered. */
  readonly isOperators?: boolean;
}

/**
 * Why a provider could not say who somebody is. The message is for the log: it never holds a code, a token, a secret or a claim,
 * and there is no `cause`, because the errors of openid-client carry all of them.
 */
export class ProviderFault extends Error {
  override readonly name = "ProviderFault";
  readonly code: FaultCode;
  readonly retryAfterSeconds: number | undefined;
  readonly isOperators: boolean;

  constructor(code: FaultCode, reason: string, { retryAfterSeconds, isOperators = false }: FaultOptions = {}) {
    super(reason);
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
    this.isOperators = isOperators;
  }
}

/** The provider is down, slow, or says what nobody can use. An outage is never an answer about the user. */
export function unavailable(reason: string, options?: FaultOptions): ProviderFault {
  return new ProviderFault("PROVIDER_UNAVAILABLE", reason, options);
}

export function invalidAnswer(reason: string): ProviderFault {
  return new ProviderFault("PROVIDER_ANSWER_INVALID", reason);
}
