import type { ClientInfo } from "../../http/clientInfo.js";
import type { Passkey, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { newId } from "../../utils/ids.js";
import { type Evidence, passkeyVerified } from "../assurance/index.js";
import {
  CEREMONY_LIFE,
  type CreationOptions,
  creationOptions,
  newChallenge,
  newPasskey,
  type RegistrationCredential,
  verifyRegistration,
} from "../factors/index.js";
import type { FieldValues } from "../fields/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { userExists } from "./accountErrors.js";
import type { NewAccount, Registration, RegistrationInput } from "./Registration.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

type PasskeyRegistrationDeps = Pick<
  AccountDeps,
  "store" | "clock" | "fields" | "hooks" | "limits" | "flows" | "recoveryCodes" | "site"
> & {
  readonly registration: Registration;
  readonly sessionOpening: SessionOpening;
};

type Profile = Omit<RegistrationInput, "password">;

/** What the flow carries from the options to the registration: the account, as it was checked, under the id that the passkey names. */
interface Begun {
  readonly challenge: string;
  readonly userId: string;
  readonly profile: Pick<NewAccount, "username" | "fullName" | "email" | "avatarUrl"> & {
    readonly fields: FieldValues;
  };
}

interface Registered {
  readonly user: User;
  readonly evidence: Evidence;
}

/** Registering with a passkey instead of a password. */
export class PasskeyRegistration {
  readonly #deps: PasskeyRegistrationDeps;

  constructor(deps: PasskeyRegistrationDeps) {
    this.#deps = deps;
  }

  /**
   * Options for a passkey of an account that does not exist yet. Nothing is written: the account travels in the flow. A taken name is
   * refused now, so that no password manager keeps a passkey that never opens anything; who may have a name is decided when the
   * account is created.
   * Throws USER_EXISTS, VALIDATION_FAILED (the fields), REFUSED_BY_APP.
   */
  async options(input: Profile, client: ClientInfo): Promise<{ flow: string; options: CreationOptions }> {
    const { clock, flows, site, hooks, fields } = this.#deps;
    const { username, fullName, email, avatarUrl, requestedLocale = null } = input;
    const profile = {
      username,
      fullName,
      email,
      avatarUrl,
      fields: fields.withLocale(input.fields ?? {}, requestedLocale),
    };
    // Before the names are looked up: the app's answer is the same for taken and free ones.
    await hooks.beforeRegister({ ...profile, fields: fields.toStored(null, profile.fields) }, client);
    await this.#assertFree(profile);
    const now = clock.now();
    const challenge = newChallenge();
    const userId = newId(now);
    const begun: Begun = { challenge, userId, profile };
    const flow = flows.seal({
      purpose: "register-passkey",
      user: null,
      payload: begun,
      expiresAt: now + CEREMONY_LIFE,
    });
    return { flow, options: creationOptions(site, { _id: userId, ...profile }, { challenge, exclude: [] }) };
  }

  /**
   * Creates the account. The passkey is written first: a crash before the account is written leaves a passkey that opens nothing and
   * that the cleanup removes, and never an account that nobody can open. Sent again, it answers the same account.
   * Throws FLOW_INVALID, VALIDATION_FAILED (the credential), USER_EXISTS, PASSKEY_EXISTS, REFUSED_BY_APP, RATE_LIMITED.
   */
  async register(
    { flow, credential }: { flow: string; credential: RegistrationCredential },
    client: ClientInfo,
  ): Promise<Registered> {
    const { store, clock, flows, site } = this.#deps;
    const { payload: begun } = flows.open<Begun>(flow, ["register-passkey"]);
    const made = await verifyRegistration(credential, { challenge: begun.challenge, site });
    const passkey = newPasskey(made, { userId: begun.userId, site, name: null, now: clock.now() });
    const user = (await store.users.byId(begun.userId)) ?? (await this.#create(begun, passkey, client));
    await this.#assertUntouched(user, passkey);
    return { user, evidence: passkeyVerified(clock.now(), true) };
  }

  /** Signs in who has just registered, with the recovery codes of the first factor. Throws as {@link SessionOpening.open} does. */
  async signIn(
    { user, evidence }: Registered,
    request: SignInRequest,
  ): Promise<{ signedIn: SignInResult; recoveryCodes: readonly string[] | null }> {
    const { sessionOpening, recoveryCodes } = this.#deps;
    const signedIn = await sessionOpening.open(user, { evidence }, request);
    return { signedIn, recoveryCodes: await recoveryCodes.makeFirst(user._id) };
  }

  async #create({ userId, profile }: Begun, passkey: Passkey, client: ClientInfo): Promise<User> {
    const { store, limits, registration } = this.#deps;
    const firstCredential = { kind: "passkey", userId } as const;
    const account = { ...profile, firstCredential, password: null, roles: [], emailVerified: false };
    let isNew = false;
    const beforeWrite = async () => {
      await limits.consume("register.global", "all");
      const { kind } = await store.passkeys.create(passkey);
      isNew = kind === "created";
      const isOthers = kind === "taken" && (await store.passkeys.get(passkey._id))?.userId !== userId;
      if (isOthers) throw new ApiError("PASSKEY_EXISTS");
    };
    try {
      return await registration.createAccount(account, client, beforeWrite);
    } catch (error) {
      // Of two requests with one flow the other one may have created it.
      const user = await store.users.byId(userId);
      if (user !== null) {
        // Its owner was faster, and has taken it from who registered it.
        if (isNew && user.epoch !== 0) await store.passkeys.delete({ id: passkey._id, userId });
        return user;
      }
      if (error instanceof ApiError && error.code === "USER_EXISTS") await limits.refund("register.global", "all");
      throw error;
    }
  }

  /**
   * Who sends a registration again gets into the account only as long as nothing has happened to it. The owner of the mailbox may have
   * taken it over, which deletes the passkey.
   */
  async #assertUntouched(user: User, { _id: id, userId }: Passkey): Promise<void> {
    const { store } = this.#deps;
    const stored = await store.passkeys.get(id);
    if (user.epoch === 0 && stored?.userId === userId) return;
    throw new ApiError("FLOW_INVALID");
  }

  async #assertFree({ username, email }: Pick<NewAccount, "username" | "email">): Promise<void> {
    const { users } = this.#deps.store;
    const taken = await users.findTaken({ usernames: username === null ? [] : [username], emails: [email] });
    if (taken.usernames.length > 0) throw userExists("username");
    if (taken.emails.length > 0) throw userExists("email");
  }
}
