import type { Passkey, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { passkeyVerified, userOfFlow } from "../assurance/index.js";
import {
  CEREMONY_LIFE,
  type CreationOptions,
  creationOptions,
  newChallenge,
  newPasskey,
  type PasskeyView,
  passkeyView,
  type RegistrationCredential,
  verifyRegistration,
} from "../factors/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { assertVerified } from "./accountErrors.js";
import type { EnrolmentSignIn } from "./EnrolmentSignIn.js";
import type { FactorChanges } from "./FactorChanges.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";
import type { SignInRequest, SignInResult } from "./SessionOpening.js";

const MAX_PASSKEYS = 20;

type PasskeyEnrolmentDeps = Pick<
  AccountDeps,
  "store" | "users" | "clock" | "background" | "audit" | "mailer" | "limits" | "flows" | "recoveryCodes" | "site"
> & {
  readonly sensitiveChanges: SensitiveChanges;
  readonly factorChanges: FactorChanges;
  readonly enrolmentSignIn: EnrolmentSignIn;
};

/** What the flow carries from the options to the new passkey. */
interface Begun {
  readonly challenge: string;
  /** The session that has asked; `null` in a sign-in that needs a factor first. */
  readonly sessionId: string | null;
  /** The flow of that sign-in. */
  readonly enrol: string | null;
}

interface NewPasskey {
  readonly flow: string;
  readonly credential: RegistrationCredential;
  readonly name: string | null;
}

interface Stored {
  readonly passkey: PasskeyView;
  /** With the first factor of the account. */
  readonly recoveryCodes: readonly string[] | null;
}

type Added = Stored & ({ readonly tokens: IssuedTokens } | { readonly signedIn: SignInResult });

/** Who adds a passkey: the session is asked for where the flow is one of a session. */
interface Asker {
  readonly session: () => Promise<AuthenticatedRequest>;
  readonly signIn: Omit<SignInRequest, "rememberMe">;
}

/** Adding a passkey to an account: in a session, or in a sign-in that needs a factor first. */
export class PasskeyEnrolment {
  readonly #deps: PasskeyEnrolmentDeps;

  constructor(deps: PasskeyEnrolmentDeps) {
    this.#deps = deps;
  }

  /**
   * Options for a new passkey of a signed-in user.
   * Throws EMAIL_NOT_VERIFIED, PASSKEY_LIMIT, RATE_LIMITED, and as {@link SensitiveChanges.confirm} does.
   */
  async options(request: SensitiveRequest): Promise<{ flow: string; options: CreationOptions }> {
    const { limits, sensitiveChanges } = this.#deps;
    await limits.consume("passkeys.account", request.userId);
    const user = await sensitiveChanges.confirm(request);
    return this.#begin(user, { sessionId: request.sessionId, enrol: null });
  }

  /** The same for a sign-in that waits for a second factor. Throws as {@link EnrolmentSignIn.open} does. */
  async optionsOfSignIn(enrol: string): Promise<{ flow: string; options: CreationOptions }> {
    const { user } = await this.#deps.enrolmentSignIn.open(enrol);
    return this.#begin(user, { sessionId: null, enrol });
  }

  /**
   * Adds the passkey, and ends every other session. In a session, which is renewed; or in the sign-in that waits for it, which it
   * finishes. The flow says which.
   * Throws FLOW_INVALID, VALIDATION_FAILED (the credential), PASSKEY_EXISTS, PASSKEY_LIMIT, RATE_LIMITED, what `session` throws, and as
   * {@link EnrolmentSignIn.finish} does.
   */
  async add(made: NewPasskey, { session, signIn }: Asker): Promise<Added> {
    const { flows, users } = this.#deps;
    const opened = flows.open<Begun>(made.flow, ["add-passkey"]);
    const begun = opened.payload;
    if (begun.enrol !== null) return this.#addInSignIn(made, begun.challenge, begun.enrol, signIn);
    const request = await session();
    const user = await userOfFlow(opened, users);
    if (begun.sessionId !== request.sessionId) throw new ApiError("FLOW_INVALID");
    return this.#addInSession(made, begun.challenge, user, request);
  }

  async #addInSession(made: NewPasskey, challenge: string, user: User, request: AuthenticatedRequest): Promise<Added> {
    const { limits, clock, factorChanges } = this.#deps;
    const { userId, sessionId } = request;
    await limits.consume("passkeys.account", userId);
    const added = await this.#add(user, challenge, made);
    const notice = this.#notify(user, added.passkey, request);
    const [method = null] = passkeyVerified(clock.now(), true).methods;
    const tokens = await factorChanges.finish({ userId, sessionId, method });
    // Awaited, so that no crash after the answer can lose the email.
    await notice;
    return { ...added, tokens };
  }

  async #addInSignIn(
    made: NewPasskey,
    challenge: string,
    enrol: string,
    request: Omit<SignInRequest, "rememberMe">,
  ): Promise<Added> {
    const { clock, enrolmentSignIn } = this.#deps;
    const enrolling = await enrolmentSignIn.open(enrol);
    const { user } = enrolling;
    const added = await this.#add(user, challenge, made);
    const notice = this.#notify(user, added.passkey, { sessionId: null, client: request.client });
    const signedIn = await enrolmentSignIn.finish(enrolling, passkeyVerified(clock.now(), true), request);
    await notice;
    return { ...added, signedIn };
  }

  async #begin(user: User, asked: Omit<Begun, "challenge">): Promise<{ flow: string; options: CreationOptions }> {
    const { store, clock, flows, site } = this.#deps;
    assertVerified(user);
    const exclude = await store.passkeys.listByUser(user._id);
    if (exclude.length >= MAX_PASSKEYS) throw new ApiError("PASSKEY_LIMIT");
    const payload: Begun = { challenge: newChallenge(), ...asked };
    const expiresAt = clock.now() + CEREMONY_LIFE;
    const flow = flows.seal({ purpose: "add-passkey", user, payload, expiresAt });
    return { flow, options: creationOptions(site, user, { challenge: payload.challenge, exclude }) };
  }

  async #add(user: User, challenge: string, { credential, name }: NewPasskey): Promise<Stored> {
    const { clock, site, factorChanges, recoveryCodes } = this.#deps;
    const made = await verifyRegistration(credential, { challenge, site });
    await factorChanges.begin(user);
    const passkey = newPasskey(made, { userId: user._id, name, site, now: clock.now() });
    await this.#store(passkey);
    return { passkey: passkeyView(passkey), recoveryCodes: await recoveryCodes.makeFirst(user._id) };
  }

  /**
   * Who finds more than the most there may be takes the own one back. The passkeys that stay were all counted by the one that was
   * stored last, so they are never too many, however many are added at once; of two for one place, both may be refused.
   */
  async #store(passkey: Passkey): Promise<void> {
    const { passkeys } = this.#deps.store;
    const { _id: id, userId } = passkey;
    if ((await passkeys.listByUser(userId)).length >= MAX_PASSKEYS) throw new ApiError("PASSKEY_LIMIT");
    if ((await passkeys.create(passkey)).kind === "taken") throw new ApiError("PASSKEY_EXISTS");
    if ((await passkeys.listByUser(userId)).length <= MAX_PASSKEYS) return;
    await passkeys.delete({ id, userId });
    throw new ApiError("PASSKEY_LIMIT");
  }

  #notify(
    user: User,
    { name }: PasskeyView,
    { sessionId, client }: { sessionId: string | null } & Pick<SignInRequest, "client">,
  ): Promise<void> {
    const { audit, background, mailer } = this.#deps;
    audit.record({ name: "passkey_added", userId: user._id, sessionId, client, detail: { name } });
    return background.run(() => mailer.enqueue({ kind: "passkey-added", user, client }));
  }
}
