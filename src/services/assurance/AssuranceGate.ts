import type { AuthenticationMethod, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE } from "../../utils/duration.js";
import { assuranceLevel } from "./assurance.js";
import { decideSignIn, type Enrolled, NOTHING_ENROLLED, type SecondFactorPolicy } from "./decideSignIn.js";
import type { EnrolledFactors } from "./EnrolledFactors.js";
import type { Evidence } from "./Evidence.js";
import type { FlowTokens } from "./FlowTokens.js";

/** How long the second step may take. */
const FLOW_LIFE = 10 * MINUTE;

declare const admitted: unique symbol;

/** That the gate let somebody in. Only the gate makes one, and no token is made without. */
export interface Admission {
  readonly [admitted]: true;
  readonly userId: string;
}

/** What the flow of a pending sign-in carries to its second step. */
export interface PendingSignIn {
  readonly methods: readonly AuthenticationMethod[];
  readonly rememberMe: boolean;
}

export interface AssuranceGateDeps {
  readonly clock: Clock;
  readonly flows: FlowTokens;
  readonly enrolledFactors: EnrolledFactors;
  readonly policy: SecondFactorPolicy;
}

/**
 * The one gate before every token: it learns how somebody has proved who they are, and lets in whom that is enough for. Sign-in,
 * refresh and renewal ask it, so no way leads around the second factor.
 */
export class AssuranceGate {
  readonly #deps: AssuranceGateDeps;

  constructor(deps: AssuranceGateDeps) {
    this.#deps = deps;
  }

  /**
   * Throws SECOND_FACTOR_REQUIRED, or ENROLMENT_REQUIRED where the account has none and the policy asks for one, with a `challenge`
   * that the second step takes. Nobody sets one up before the address is verified: then it is EMAIL_NOT_VERIFIED first, whose link
   * needs no sign-in, so nobody is in a dead end. Writes nothing.
   *
   * @param known the factors of the account, where the caller has read them
   */
  async admit(
    user: User,
    evidence: Evidence,
    { known, rememberMe = true }: { known?: Enrolled | undefined; rememberMe?: boolean } = {},
  ): Promise<Admission> {
    const { policy } = this.#deps;
    const { methods } = evidence;
    const enrolled = known ?? (await this.#enrolledOf(user, methods));
    const decision = decideSignIn({ user, methods, enrolled, policy });
    if (decision.kind === "admit") return { userId: user._id } as Admission;
    if (decision.kind === "enrol" && user.emailVerifiedAt === null) throw new ApiError("EMAIL_NOT_VERIFIED");
    const expiresAt = this.#deps.clock.now() + FLOW_LIFE;
    const pending: PendingSignIn = { methods, rememberMe };
    const purpose = decision.kind === "enrol" ? "enrol" : "sign-in";
    const flow = this.#deps.flows.seal({ purpose, user, payload: pending, expiresAt });
    const challenge = { flow, methods: decision.methods, expiresAt };
    const code = decision.kind === "enrol" ? "ENROLMENT_REQUIRED" : "SECOND_FACTOR_REQUIRED";
    throw new ApiError(code, { extras: { challenge } });
  }

  /** Level 2 is enough for every account: the refreshes of such a session, which are most of an owner's, read no factors. */
  async #enrolledOf(user: User, methods: readonly AuthenticationMethod[]): Promise<Enrolled> {
    return assuranceLevel(methods) === 2 ? NOTHING_ENROLLED : this.#deps.enrolledFactors.ofUser(user);
  }
}
