import type { PasskeyProof } from "../factors/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

type PasskeySignInDeps = Pick<AccountDeps, "events" | "passkeys"> & {
  readonly sessionOpening: SessionOpening;
};

/** Signing in with a passkey alone. */
export class PasskeySignIn {
  readonly #deps: PasskeySignInDeps;

  constructor(deps: PasskeySignInDeps) {
    this.#deps = deps;
  }

  /**
   * A passkey verifies its user, so it is two factors in one, and needs no other.
   * Throws FLOW_INVALID, PASSKEY_INVALID, RATE_LIMITED, and as {@link SessionOpening.open} does.
   */
  async login(proof: PasskeyProof, request: SignInRequest): Promise<SignInResult> {
    const { events, passkeys, sessionOpening } = this.#deps;
    try {
      const { user, evidence } = await passkeys.verify(proof, { client: request.client });
      return await sessionOpening.open(user, { evidence }, request);
    } catch (error) {
      events.emit("login.failed", { error });
      throw error;
    }
  }
}
