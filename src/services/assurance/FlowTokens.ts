import type { User, UserStore } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { Sealing } from "../../utils/Sealing.js";

const LABEL = "latchkey flow token v1";
/** Longer than any that is made here: it bounds the work that a stranger can cause. */
const MAX_LENGTH = 8192;

/**
 * What an unfinished exchange is for. `sign-in`: the second step is missing. `enrol`: a second factor has to be set up first.
 * `passkey`: the challenge of a sign-in, a second step or a re-authentication. `add-passkey`, `register-passkey`: the challenge for
 * a new one. `provider`: an answer of a provider is awaited. `link-identity`, `register-identity`: it has come, and waits for an
 * account. `email-code`: a code was mailed.
 */
export type FlowPurpose =
  | "sign-in"
  | "enrol"
  | "passkey"
  | "add-passkey"
  | "register-passkey"
  | "provider"
  | "link-identity"
  | "register-identity"
  | "email-code";

/** What a flow token carries. Times are epoch milliseconds. */
export interface OpenedFlow<Payload = unknown> {
  readonly purpose: FlowPurpose;
  readonly payload: Payload;
  readonly expiresAt: number;
  /** Whose it is; `null` while nobody is known. */
  readonly userId: string | null;
  readonly epoch: number | null;
  readonly passwordChangedAt: number | null;
}

/** A flow token to make. `payload` is JSON; the client can neither read nor change it. */
export interface NewFlow {
  readonly purpose: FlowPurpose;
  readonly user: Pick<User, "_id" | "epoch" | "passwordChangedAt"> | null;
  readonly payload: unknown;
  readonly expiresAt: number;
}

/**
 * Exchanges of several requests, kept by the client: sealed, so that no stranger causes a record. They can come twice: single use is
 * enforced where something durable changes (the step of a code, the challenge of a passkey).
 */
export class FlowTokens {
  readonly #clock: Clock;
  readonly #sealing: Sealing;

  constructor({ secrets, clock }: { secrets: readonly string[]; clock: Clock }) {
    this.#clock = clock;
    this.#sealing = new Sealing(secrets, LABEL);
  }

  seal({ purpose, user, payload, expiresAt }: NewFlow): string {
    const flow: OpenedFlow = {
      purpose,
      payload,
      expiresAt,
      userId: user?._id ?? null,
      epoch: user?.epoch ?? null,
      passwordChangedAt: user?.passwordChangedAt ?? null,
    };
    return this.#sealing.seal(Buffer.from(JSON.stringify(flow)), LABEL);
  }

  /**
   * Throws FLOW_INVALID for what was not made here, is over, or is for something else.
   *
   * @typeParam Payload what the code that sealed this purpose put in
   */
  open<Payload>(token: string, purposes: readonly FlowPurpose[]): OpenedFlow<Payload> {
    const opened = token.length > MAX_LENGTH ? null : this.#sealing.open(token, LABEL);
    if (opened === null) throw new ApiError("FLOW_INVALID");
    // Sealed by this program, so it has the shape.
    const flow = JSON.parse(opened.plain.toString()) as OpenedFlow<Payload>;
    if (!purposes.includes(flow.purpose) || flow.expiresAt <= this.#clock.now()) throw new ApiError("FLOW_INVALID");
    return flow;
  }
}

/** The user of a flow, as long as nothing has ended it. Throws FLOW_INVALID. */
export async function userOfFlow(flow: OpenedFlow, users: Pick<UserStore, "byId">): Promise<User> {
  const user = flow.userId === null ? null : await users.byId(flow.userId);
  assertFlowOf(flow, user);
  return user;
}

/** A flow ends with the epoch and the password in which it began. Throws FLOW_INVALID. */
export function assertFlowOf(
  flow: OpenedFlow,
  user: Pick<User, "_id" | "epoch" | "passwordChangedAt"> | null,
): asserts user is User {
  const isOfUser =
    user !== null &&
    flow.userId === user._id &&
    flow.epoch === user.epoch &&
    flow.passwordChangedAt === user.passwordChangedAt;
  if (!isOfUser) throw new ApiError("FLOW_INVALID");
}
