import type { Identity, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { userOfFlow } from "../assurance/index.js";
import {
  decideIdentity,
  type IdentityFacts,
  type IdentityView,
  identityView,
  type ProviderAnswers,
} from "../providers/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { Identities } from "./Identities.js";
import type { LastMethod } from "./LastMethod.js";
import type { AwaitedLink, ProviderFinish } from "./ProviderSignIn.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";

type IdentityManagementDeps = Pick<AccountDeps, "store" | "users" | "limits" | "flows" | "sessionRevocation"> & {
  readonly providerAnswers: ProviderAnswers;
  readonly identities: Identities;
  readonly lastMethod: LastMethod;
  readonly sensitiveChanges: SensitiveChanges;
};

/** The accounts at providers that a user signs in with: their list, adding and removing one. */
export class IdentityManagement {
  readonly #deps: IdentityManagementDeps;

  constructor(deps: IdentityManagementDeps) {
    this.#deps = deps;
  }

  /** Oldest first. */
  async list(userId: string): Promise<IdentityView[]> {
    return (await this.#deps.store.identities.listByUser(userId)).map(identityView);
  }

  /**
   * Links the identity of an answer to the user who asked for that in this session; nobody else, and no later session, finishes it.
   * Throws FLOW_INVALID, IDENTITY_TAKEN, EMAIL_NOT_VERIFIED, RATE_LIMITED, and as {@link ProviderAnswers.identify} does.
   */
  async finishLink(
    { begun, answer, readProfile }: ProviderFinish,
    request: AuthenticatedRequest,
  ): Promise<IdentityView> {
    const { users, limits, providerAnswers } = this.#deps;
    const { flow } = begun;
    const user = await userOfFlow(flow, users);
    const isTheirs = request.userId === user._id && request.sessionId === flow.payload.sessionId;
    if (!isTheirs) throw new ApiError("FLOW_INVALID");
    await limits.consume("identities.account", user._id);
    const { facts } = await providerAnswers.identify(answer, flow.payload, readProfile);
    return this.#link(user, facts, request);
  }

  /**
   * Links the identity of IDENTITY_NOT_LINKED.
   * Throws FLOW_INVALID, IDENTITY_TAKEN, EMAIL_NOT_VERIFIED, RATE_LIMITED, and as {@link SensitiveChanges.confirm} does.
   */
  async link(request: SensitiveRequest, flow: string): Promise<IdentityView> {
    const { limits, flows, sensitiveChanges } = this.#deps;
    await limits.consume("identities.account", request.userId);
    const { payload } = flows.open<AwaitedLink>(flow, ["link-identity"]);
    return this.#link(await sensitiveChanges.confirm(request), payload.facts, request);
  }

  /**
   * Unlinks an identity, and ends the other sessions that its provider opened.
   * Throws NOT_FOUND, LAST_METHOD, RATE_LIMITED, and as {@link SensitiveChanges.confirm} does.
   */
  async unlink(request: SensitiveRequest, id: string): Promise<void> {
    const { store, limits, identities, lastMethod, sensitiveChanges, sessionRevocation } = this.#deps;
    const { userId, sessionId, client } = request;
    await limits.consume("identities.account", userId);
    const user = await sensitiveChanges.confirm(request);
    const identity = await this.#find(id, userId);
    await lastMethod.remove(user, {
      remove: () => store.identities.delete({ id, userId }),
      putBack: () => store.identities.create(identity),
    });
    const notice = identities.report("identity-unlinked", user, { identity, sessionId, client });
    const method = `provider:${identity.provider}` as const;
    await sessionRevocation.revokeProvedBy(method, { userId, except: sessionId, client });
    await notice;
  }

  async #link(user: User, facts: IdentityFacts, { sessionId, client }: AuthenticatedRequest): Promise<IdentityView> {
    const { identities } = this.#deps;
    const { owner } = await identities.find(facts);
    const identity = { ...facts, isAuthoritative: false };
    const policy = { linkVerifiedEmail: false };
    const decision = decideIdentity({ identity, ownerOfIdentity: owner, ownerOfEmail: null, signedIn: user, policy });
    if (decision.kind === "refuse") throw new ApiError(decision.code);
    return identityView(await identities.link(user, facts, { sessionId, client }));
  }

  /** Somebody else's identity does not exist. Throws NOT_FOUND. */
  async #find(id: string, userId: string): Promise<Identity> {
    const identity = await this.#deps.store.identities.get(id);
    if (identity === null || identity.userId !== userId) throw new ApiError("NOT_FOUND");
    return identity;
  }
}
