import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { MINUTE } from "../../utils/duration.js";
import { newId } from "../../utils/ids.js";
import { providerVerified } from "../assurance/index.js";
import {
  type BegunExchange,
  decideIdentity,
  type Identified,
  type IdentityFacts,
  identityIdOf,
  type ProviderAnswer,
  type ProviderAnswers,
  type ReadProfile,
} from "../providers/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { Identities } from "./Identities.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

/** How long somebody may take to complete an account, or to sign in to link. */
const NEXT_STEP_LIFE = 30 * MINUTE;

/** What the flow of REGISTRATION_NEEDED carries. */
export interface AwaitedAccount extends Omit<Identified, "isAuthoritative"> {
  /** When the provider identified the user. */
  readonly at: number;
  /** The id that the account will have. */
  readonly userId: string;
  readonly returnTo: string | null;
}

/** What the flow of IDENTITY_NOT_LINKED carries. */
export interface AwaitedLink {
  readonly facts: IdentityFacts;
}

/** An answer of a provider, and the exchange of this browser to which it belongs. */
export interface ProviderFinish {
  readonly begun: BegunExchange;
  readonly answer: ProviderAnswer;
  readonly readProfile: ReadProfile;
}

type ProviderSignInDeps = Pick<
  AccountDeps,
  "store" | "users" | "clock" | "audit" | "events" | "flows" | "sessionRevocation"
> & {
  readonly providerAnswers: ProviderAnswers;
  readonly identities: Identities;
  readonly sessionOpening: SessionOpening;
  readonly linkVerifiedEmail: boolean;
};

/** Signing in with a provider. */
export class ProviderSignIn {
  readonly #deps: ProviderSignInDeps;

  constructor(deps: ProviderSignInDeps) {
    this.#deps = deps;
  }

  /**
   * Redeems the answer and signs in the owner of the identity. Where it has no owner, the failure says what comes next. Who else is
   * signed in in this browser does not count: nobody is linked without having asked for it.
   * Throws REGISTRATION_NEEDED, IDENTITY_NOT_LINKED, IDENTITY_TAKEN, and as {@link ProviderAnswers.identify} and
   * {@link SessionOpening.open} do.
   */
  async finish({ begun, answer, readProfile }: ProviderFinish, request: SignInRequest): Promise<SignInResult> {
    const { events, providerAnswers } = this.#deps;
    const exchange = begun.flow.payload;
    try {
      const identified = await providerAnswers.identify(answer, exchange, readProfile);
      return await this.#signIn(identified, exchange.returnTo, request);
    } catch (error) {
      events.emit("login.failed", { error });
      throw withReturn(error, exchange.returnTo);
    }
  }

  async #signIn(identified: Identified, returnTo: string | null, request: SignInRequest): Promise<SignInResult> {
    const { identities, audit, linkVerifiedEmail } = this.#deps;
    const { facts, isAuthoritative } = identified;
    const { client } = request;
    const [{ stored, owner: ownerOfIdentity }, ownerOfEmail] = await Promise.all([
      identities.find(facts),
      this.#ownerOfEmail(facts),
    ]);
    const identity = { ...facts, isAuthoritative };
    const policy = { linkVerifiedEmail };
    const decision = decideIdentity({ identity, ownerOfIdentity, ownerOfEmail, signedIn: null, policy });
    switch (decision.kind) {
      case "link":
        await identities.link(decision.user, facts, { sessionId: null, client });
        return this.#open(decision.user, identified, request);
      case "sign-in":
        if (stored !== null) await identities.noteUse(stored, facts);
        return this.#open(decision.user, identified, request);
      case "register":
        return this.#askToRegister(identified, returnTo);
      case "ask-to-link":
        throw new ApiError("IDENTITY_NOT_LINKED", { extras: { flow: this.#seal("link-identity", { facts }) } });
      case "refuse": {
        const detail = { code: decision.code };
        audit.record({ name: "sign_in_failed", userId: decision.user._id, sessionId: null, client, detail });
        throw new ApiError(decision.code);
      }
    }
  }

  /** An address that the provider does not answer for finds nobody: it must not show who has an account. */
  async #ownerOfEmail({ email, emailVerified }: IdentityFacts): Promise<User | null> {
    return emailVerified && email !== null ? this.#deps.users.byLogin({ email }) : null;
  }

  async #open(user: User, { facts, hasSecondFactor }: Identified, request: SignInRequest): Promise<SignInResult> {
    const { store, clock, sessionOpening, sessionRevocation } = this.#deps;
    const evidence = providerVerified(facts.provider, clock.now(), hasSecondFactor);
    const result = await sessionOpening.open(user, { evidence }, request);
    // Unlinking ends the sessions that it finds: one that was opened meanwhile finds out here.
    const still = await store.identities.get(identityIdOf(facts));
    if (still?.userId === user._id) return result;
    await sessionRevocation.revokeOwn(user._id, result.tokens.sessionId, request.client);
    throw new ApiError("FLOW_INVALID");
  }

  #askToRegister({ facts, suggestion, hasSecondFactor }: Identified, returnTo: string | null): never {
    const at = this.#deps.clock.now();
    const awaited: AwaitedAccount = { facts, suggestion, hasSecondFactor, at, userId: newId(at), returnTo };
    const flow = this.#seal("register-identity", awaited);
    throw new ApiError("REGISTRATION_NEEDED", { extras: { flow, suggestion } });
  }

  #seal(purpose: "register-identity" | "link-identity", payload: AwaitedAccount | AwaitedLink): string {
    const { clock, flows } = this.#deps;
    return flows.seal({ purpose, user: null, payload, expiresAt: clock.now() + NEXT_STEP_LIFE });
  }
}

/** A failure with a next step says where the page goes after that: the cookie that knew it is gone. */
function withReturn(error: unknown, returnTo: string | null): unknown {
  const hasNextStep = error instanceof ApiError && (error.extras.flow ?? error.extras.challenge) !== undefined;
  if (!hasNextStep || returnTo === null) return error;
  return new ApiError(error.code, { extras: { ...error.extras, returnTo } });
}
