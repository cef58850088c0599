import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import {
  type Evidence,
  hasFactor,
  type OpenedFlow,
  type PendingSignIn,
  pendingEvidence,
  together,
  userOfFlow,
} from "../assurance/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { assertVerified } from "./accountErrors.js";
import type { FactorChanges } from "./FactorChanges.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

/** Whose sign-in waits for a second factor, and what its first step proved. */
export interface EnrollingUser {
  readonly user: User;
  readonly pending: OpenedFlow<PendingSignIn>;
}

type EnrolmentSignInDeps = Pick<AccountDeps, "users" | "flows" | "enrolledFactors"> & {
  readonly factorChanges: FactorChanges;
  readonly sessionOpening: SessionOpening;
};

/** A sign-in that waits until its user has set up a second factor, because REQUIRE_SECOND_FACTOR asks for one. */
export class EnrolmentSignIn {
  readonly #deps: EnrolmentSignInDeps;

  constructor(deps: EnrolmentSignInDeps) {
    this.#deps = deps;
  }

  /**
   * Whose flow it is. Once there is a factor it works no more: the password alone must not add another one.
   * Throws FLOW_INVALID, EMAIL_NOT_VERIFIED.
   */
  async open(flow: string): Promise<EnrollingUser> {
    const { users, flows, enrolledFactors } = this.#deps;
    const pending = flows.open<PendingSignIn>(flow, ["enrol"]);
    const user = await userOfFlow(pending, users);
    if (hasFactor(await enrolledFactors.of(user._id))) throw new ApiError("FLOW_INVALID");
    assertVerified(user);
    return { user, pending };
  }

  /** Finishes the sign-in after the factor was stored, of which `proof` is the first use. Every other session ends. */
  async finish(
    { user: { _id }, pending }: EnrollingUser,
    proof: Evidence,
    request: Omit<SignInRequest, "rememberMe">,
  ): Promise<SignInResult> {
    const user = await this.#deps.factorChanges.endSessions(_id);
    const evidence = together(pendingEvidence(pending), proof);
    return this.#deps.sessionOpening.open(user, { evidence }, { ...request, rememberMe: pending.payload.rememberMe });
  }
}
