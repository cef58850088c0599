import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Identity, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { type IdentityFacts, identityIdOf, newIdentity } from "../providers/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";

type IdentitiesDeps = Pick<AccountDeps, "store" | "clock" | "background" | "audit" | "mailer" | "providers">;

type Notice = "identity-linked" | "identity-unlinked";

/** Where a change comes from; `sessionId` is `null` at a sign-in. */
type Source = Pick<AuthenticatedRequest, "client"> & { readonly sessionId: string | null };

interface FoundIdentity {
  /** `null`: nobody has it. */
  readonly stored: Identity | null;
  /** `null` also where the account is gone, or was never made. */
  readonly owner: User | null;
}

/** The identities at providers: whose each is, and giving one to an account. */
export class Identities {
  readonly #deps: IdentitiesDeps;

  constructor(deps: IdentitiesDeps) {
    this.#deps = deps;
  }

  async find(facts: IdentityFacts): Promise<FoundIdentity> {
    const { identities, users } = this.#deps.store;
    const stored = await identities.get(identityIdOf(facts));
    return { stored, owner: stored === null ? null : await users.byId(stored.userId) };
  }

  /**
   * Gives the identity to the user, and emails them. The user's own one stays as it is; one whose account is gone is free. Of several
   * users at once one gets it.
   * Throws IDENTITY_TAKEN.
   */
  async link(user: User, facts: IdentityFacts, source: Source): Promise<Identity> {
    const { store, clock } = this.#deps;
    const now = clock.now();
    const made = newIdentity(facts, { userId: user._id, createdAt: now, lastUsedAt: now });
    return compareAndSetLoop(async () => {
      if ((await store.identities.create(made)).kind === "created") {
        await this.report("identity-linked", user, { ...source, identity: made });
        return made;
      }
      const { stored, owner } = await this.find(facts);
      if (stored?.userId === user._id) return stored;
      if (owner !== null) throw new ApiError("IDENTITY_TAKEN");
      if (stored !== null) await store.identities.delete({ id: stored._id, userId: stored.userId });
      return undefined;
    });
  }

  /** Notes a sign-in, and what the provider says now. A lost race is fine: another sign-in has noted the same. */
  async noteUse(stored: Identity, { provider, email, emailVerified }: IdentityFacts): Promise<void> {
    const { store, clock } = this.#deps;
    const said = { provider, email, emailVerified, lastUsedAt: clock.now() };
    await store.identities.compareAndSet({ ...stored, ...said, version: stored.version + 1 }, stored.version);
  }

  /** Records a change and emails the owner. Awaited, so that no crash after the answer can lose the email. */
  async report(
    kind: Notice,
    user: User,
    { identity, sessionId, client }: Source & { identity: Identity },
  ): Promise<void> {
    const { audit, background, mailer, providers } = this.#deps;
    const name = kind === "identity-linked" ? "identity_linked" : "identity_unlinked";
    const { provider } = identity;
    audit.record({ name, userId: user._id, sessionId, client, detail: { provider } });
    const label = providers.get(provider)?.label ?? provider;
    await background.run(() => mailer.enqueue({ kind, user, client, provider: label }));
  }
}
