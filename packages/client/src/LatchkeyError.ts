import type { EndReason, ErrorCode } from "./api.generated.js";

/** What is known about a failure beside its code. */
export interface FailureDetails {
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Every field that failed; empty where none is to blame. */
  readonly errors: readonly { path: string; message: string }[];
  /** Why the session ended. */
  readonly reason?: EndReason | undefined;
  /** Seconds until a repeat makes sense; 0 when the server did not say. */
  readonly retryAfterSeconds: number;
}

interface FailureOf<Code extends string> extends Error, FailureDetails {
  readonly code: Code;
}

type EndedCode = "REFRESH_TOKEN_REUSED" | "SESSION_EXPIRED" | "SESSION_REVOKED";

/**
 * Every failure of a call. Switch on `code`; `message` is for people and may change. NETWORK: no answer came. TIMEOUT: none came
 * in time. BAD_RESPONSE: something answered that is not Latchkey, such as a proxy. None of the three says anything about
 * credentials.
 */
export type LatchkeyError =
  | (FailureOf<EndedCode> & { readonly reason: EndReason })
  | (FailureOf<"NETWORK" | "TIMEOUT"> & { readonly status: 0 })
  | FailureOf<Exclude<ErrorCode, EndedCode> | "BAD_RESPONSE">;

class Failure extends Error {
  constructor(code: string, message: string, details?: Partial<FailureDetails> & ErrorOptions) {
    super(message, details);
    Object.assign(this, { name: "LatchkeyError", code, status: 0, errors: [], retryAfterSeconds: 0, ...details });
  }
}

/** For `instanceof`, which narrows to the union above. Failures are made by the client alone. */
export const LatchkeyError = Failure as unknown as { readonly prototype: LatchkeyError } & (new (
  ...parameters: ConstructorParameters<typeof Failure>
) => LatchkeyError);
