import type { ClientInfo } from "../../http/clientInfo.js";
import { apiText } from "../../messages/api/index.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Identity, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { HOUR } from "../../utils/duration.js";
import type { NameRules } from "../../utils/nameRules.js";
import { providerVerified } from "../assurance/index.js";
import type { FieldValues } from "../fields/index.js";
import { newIdentity } from "../providers/index.js";
import type { AccountDeletion } from "./AccountDeletion.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { Identities } from "./Identities.js";
import type { AwaitedAccount } from "./ProviderSignIn.js";
import type { NewAccount, Registration } from "./Registration.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

/** An identity that a registration left without its user is taken over for as long; later the cleanup may be deleting it. */
const LEFT_BEHIND_LIFE = 12 * HOUR;

/** What the user gives: what is absent is as the provider said it. */
interface Given {
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string | null;
  /** The app's own, checked. */
  readonly fields: FieldValues;
  readonly requestedLocale: string | null;
}

type Profile = Pick<NewAccount, "username" | "fullName" | "email"> & { readonly fields: FieldValues };

interface Registered {
  readonly user: User;
  readonly awaited: AwaitedAccount;
}

type ProviderRegistrationDeps = Pick<AccountDeps, "store" | "clock" | "fields" | "limits" | "flows"> & {
  readonly names: NameRules;
  readonly registration: Registration;
  readonly accountDeletion: AccountDeletion;
  readonly identities: Identities;
  readonly sessionOpening: SessionOpening;
};

/** Another registration of the same identity has stored it under another id: this one begins again. */
class Overtaken extends Error {}

/** Creating an account for an identity at a provider. */
export class ProviderRegistration {
  readonly #deps: ProviderRegistrationDeps;

  constructor(deps: ProviderRegistrationDeps) {
    this.#deps = deps;
  }

  /**
   * Creates the account. The identity is written first, under the id that the account will have: of all registrations of one identity
   * at once, one creates the account and the others answer it. A crash in between leaves an identity that opens nothing, and that the
   * next registration takes over. A refusal leaves the flow valid. Sent again, it answers the same account.
   * Throws FLOW_INVALID, VALIDATION_FAILED, USER_EXISTS, REFUSED_BY_APP, RATE_LIMITED.
   */
  async register({ flow, ...given }: Given & { flow: string }, client: ClientInfo): Promise<Registered> {
    const { flows } = this.#deps;
    const { payload: awaited } = flows.open<AwaitedAccount>(flow, ["register-identity"]);
    const profile = this.#complete(given, awaited);
    const user = await compareAndSetLoop(() => this.#findOrCreate(awaited, profile, client));
    return { user, awaited };
  }

  /** Signs in who has just registered. Throws as {@link SessionOpening.open} does. */
  signIn({ user, awaited }: Registered, request: SignInRequest): Promise<SignInResult> {
    const { facts, at, hasSecondFactor } = awaited;
    const evidence = providerVerified(facts.provider, at, hasSecondFactor);
    return this.#deps.sessionOpening.open(user, { evidence }, request);
  }

  /** Throws VALIDATION_FAILED that lists what neither the user nor the provider has said. */
  #complete(given: Given, { suggestion }: AwaitedAccount): Profile {
    const { names } = this.#deps;
    const fields = this.#deps.fields.withLocale(given.fields, given.requestedLocale);
    const username = names.username === "off" ? null : (given.username ?? suggestion.username);
    const fullName = names.fullName === "off" ? null : (given.fullName ?? suggestion.fullName);
    const email = given.email ?? suggestion.email;
    const missing = [
      ...(username === null && names.username === "required" ? ["username"] : []),
      ...(fullName === null && names.fullName === "required" ? ["fullName"] : []),
      ...(email === null ? ["email"] : []),
    ];
    if (email !== null && missing.length === 0) return { username, fullName, email, fields };
    const errors = missing.map((path) => ({ path, ...apiText("value.empty") }));
    throw new ApiError("VALIDATION_FAILED", { errors });
  }

  async #findOrCreate(awaited: AwaitedAccount, profile: Profile, client: ClientInfo): Promise<User | undefined> {
    const { store, identities } = this.#deps;
    const { stored, owner } = await identities.find(awaited.facts);
    if (owner !== null) return this.#assertUntouched(owner, stored, awaited);
    const userId = await this.#idFor(stored, awaited);
    const registered = await store.users.byId(userId);
    if (registered !== null) {
      // By another request of a moment ago; or the owner of the mailbox has taken the account since, and the identity is gone.
      return this.#assertUntouched(registered, (await identities.find(awaited.facts)).stored, awaited);
    }
    return this.#create(userId, awaited, profile, client);
  }

  /**
   * The id under which a registration has left the identity behind, or that of the flow. One that was used is of an account that is
   * gone: nothing of that account may come back.
   */
  async #idFor(stored: Identity | null, { userId }: AwaitedAccount): Promise<string> {
    const { store, clock } = this.#deps;
    if (stored === null) return userId;
    const isLeftBehind = stored.lastUsedAt === null && stored.createdAt > clock.now() - LEFT_BEHIND_LIFE;
    if (isLeftBehind) return stored.userId;
    await store.identities.delete({ id: stored._id, userId: stored.userId });
    return userId;
  }

  async #create(
    userId: string,
    awaited: AwaitedAccount,
    profile: Profile,
    client: ClientInfo,
  ): Promise<User | undefined> {
    const { store, clock, limits, registration, identities } = this.#deps;
    const identity = newIdentity(awaited.facts, { userId, createdAt: clock.now(), lastUsedAt: null });
    let isCounted = false;
    let isNew = false;
    const beforeWrite = async () => {
      await limits.consume("register.global", "all");
      isCounted = true;
      isNew = (await store.identities.create(identity)).kind === "created";
      if (!isNew && (await store.identities.get(identity._id))?.userId !== userId) throw new Overtaken();
    };
    try {
      const user = await registration.createAccount(this.#accountOf(userId, awaited, profile), client, beforeWrite);
      return await this.#assertKept(user, identity);
    } catch (error) {
      if (isCounted && isRepeatable(error)) await limits.refund("register.global", "all");
      if (error instanceof Overtaken) return undefined;
      const { stored, owner } = await identities.find(awaited.facts);
      // Of several requests another one has created it.
      if (owner?._id === userId && owner.epoch === 0) return this.#assertUntouched(owner, stored, awaited);
      if (isNew) await store.identities.delete({ id: identity._id, userId });
      throw error;
    }
  }

  #accountOf(userId: string, { facts }: AwaitedAccount, profile: Profile): NewAccount {
    const emailVerified = facts.emailVerified && profile.email === facts.email;
    const firstCredential = { kind: "identity", userId } as const;
    return { ...profile, firstCredential, password: null, avatarUrl: null, roles: [], emailVerified };
  }

  /**
   * A refused registration takes its identity back, also from under another one that relied on it. That one writes it again; where
   * somebody else has got it in between, the account goes, because one identity has one account.
   */
  async #assertKept(user: User, identity: Identity): Promise<User> {
    const { store, accountDeletion, identities } = this.#deps;
    await store.identities.create(identity);
    const { stored, owner } = await identities.find(identity);
    if (stored?.userId !== user._id) {
      await accountDeletion.delete(user._id, () => undefined);
      throw new ApiError("FLOW_INVALID");
    }
    // The owner of the mailbox was faster, and has taken the account from who registered it.
    if (owner?.epoch !== 0) {
      await store.identities.delete({ id: stored._id, userId: stored.userId });
      throw new ApiError("FLOW_INVALID");
    }
    await identities.noteUse(stored, stored);
    return user;
  }

  /**
   * Who sends a registration again gets into the account only as long as nothing has happened to it, and only into one that was made
   * for this identity since the provider's answer: linking it to an account is no registration.
   */
  #assertUntouched(user: User, stored: Identity | null, { at }: AwaitedAccount): User {
    const isOfRegistration = stored?.userId === user._id && stored.createdAt <= user.createdAt && user.createdAt >= at;
    if (isOfRegistration && user.epoch === 0) return user;
    throw new ApiError("FLOW_INVALID");
  }
}

/** Nothing was created, and the same flow may be sent again: it must not use up what everybody shares. */
function isRepeatable(error: unknown): boolean {
  return error instanceof Overtaken || (error instanceof ApiError && error.code === "USER_EXISTS");
}
