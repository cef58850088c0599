import type { User } from "../../stores/Store.js";
import { type Evidence, type PendingSignIn, pendingEvidence, together, userOfFlow } from "../assurance/index.js";
import type { PasskeyProof } from "../factors/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

/** Checks the second proof of a user, and spends it. */
export type VerifySecondProof = (user: User, request: SignInRequest) => Promise<Evidence>;

interface SecondStep extends Omit<SignInRequest, "rememberMe"> {
  readonly flow: string;
  /** `null` where the first step's answer counts. */
  readonly rememberMe: boolean | null;
}

type SecondFactorSignInDeps = Pick<AccountDeps, "users" | "flows" | "passkeys" | "tokenIssuer"> & {
  readonly sessionOpening: SessionOpening;
};

/** The second step of a sign-in. */
export class SecondFactorSignIn {
  readonly #deps: SecondFactorSignInDeps;

  constructor(deps: SecondFactorSignInDeps) {
    this.#deps = deps;
  }

  /**
   * Finishes a pending sign-in. The flow works until it is over, or the password, the factors or the address has changed; what the
   * user proves with works once.
   * Throws FLOW_INVALID, what `verify` throws, and as {@link SessionOpening.open} does.
   */
  async finish({ flow, ...step }: SecondStep, verify: VerifySecondProof): Promise<SignInResult> {
    const { users, flows, tokenIssuer, sessionOpening } = this.#deps;
    const pending = flows.open<PendingSignIn>(flow, ["sign-in"]);
    const user = await userOfFlow(pending, users);
    // Who gets no session must not spend a code for it.
    tokenIssuer.assertMayAuthenticate(user);
    const request = { ...step, rememberMe: step.rememberMe ?? pending.payload.rememberMe };
    const evidence = together(pendingEvidence(pending), await verify(user, request));
    return sessionOpening.open(user, { evidence }, request);
  }

  /** The same with a passkey, whose own flow carries the pending sign-in. Throws PASSKEY_INVALID, too. */
  async finishWithPasskey(
    proof: PasskeyProof,
    { rememberMe, ...step }: Omit<SecondStep, "flow">,
  ): Promise<SignInResult> {
    const { passkeys, sessionOpening } = this.#deps;
    const { user, evidence: second, pending } = await passkeys.verifySecondStep(proof, step.client);
    const evidence = together(pendingEvidence(pending), second);
    return sessionOpening.open(user, { evidence }, { ...step, rememberMe: rememberMe ?? pending.payload.rememberMe });
  }
}
