import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { newSecret } from "../../utils/ids.js";
import { emailVerified, type OpenedFlow } from "../assurance/index.js";
import { EMAIL_CODE_LIFE, hashOfFlow } from "../email/index.js";
import { dummyHash } from "../password/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { proveMailbox } from "./proveMailbox.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";
import { endEpoch, updateUser } from "./updateUser.js";

/** What the flow carries from the request to the code. */
interface RequestedSignIn {
  readonly secret: string;
  readonly email: string;
}

interface MailedProof {
  readonly flow: string;
  readonly code: string;
  /** The cookie of the browser that registered the account. */
  readonly presentedRegistration: string | null;
}

type EmailCodeSignInDeps = Pick<
  AccountDeps,
  | "store"
  | "users"
  | "clock"
  | "audit"
  | "events"
  | "flows"
  | "mailer"
  | "emailCodes"
  | "trustedDevices"
  | "registrationProofs"
> & { readonly sessionOpening: SessionOpening };

/** Signing in with a code that is mailed. */
export class EmailCodeSignIn {
  readonly #deps: EmailCodeSignInDeps;

  constructor(deps: EmailCodeSignInDeps) {
    this.#deps = deps;
  }

  /**
   * Queues an email with a code, if the address belongs to an account, and answers the flow without which the code is worth nothing.
   * The work is the same for every address: whether it has an account, and whether the device is known to it, is looked up when the
   * email is sent. A mailbox that got enough gets none, with the same answer. Throws RATE_LIMITED.
   */
  async request({ email, presentedDevice }: { email: string; presentedDevice: string | null }): Promise<string> {
    const { clock, flows, mailer, trustedDevices } = this.#deps;
    const secret = newSecret();
    const expiresAt = clock.now() + EMAIL_CODE_LIFE;
    const device = trustedDevices.fingerprintOf(presentedDevice);
    await mailer.enqueue({ kind: "email-code", to: email, flowHash: hashOfFlow(secret), device, expiresAt });
    const payload: RequestedSignIn = { secret, email };
    return flows.seal({ purpose: "email-code", user: null, payload, expiresAt });
  }

  /**
   * Signs a user in. One refusal for whatever is wrong, after the same work: a wrong code, one that is over, used or tried too often, a
   * foreign flow, an address without an account.
   * Throws CODE_INVALID; only after the right code as {@link SessionOpening.open} does.
   */
  async finish(proof: MailedProof, request: SignInRequest): Promise<SignInResult> {
    try {
      const user = await this.#verify(proof, request);
      const evidence = emailVerified(this.#deps.clock.now());
      return await this.#deps.sessionOpening.open(user, { evidence }, request);
    } catch (error) {
      this.#deps.events.emit("login.failed", { error });
      throw error;
    }
  }

  async #verify({ flow, code, presentedRegistration }: MailedProof, { client }: SignInRequest): Promise<User> {
    const { users, audit, emailCodes } = this.#deps;
    const { secret, email } = this.#open(flow).payload;
    const user = await users.byLogin({ email });
    const isRight = await emailCodes.spend(user, { flowHash: hashOfFlow(secret), code });
    if (user === null || !isRight) {
      const detail = { code: "CODE_INVALID" };
      audit.record({ name: "sign_in_failed", userId: user?._id ?? null, sessionId: null, client, detail });
      throw new ApiError("CODE_INVALID");
    }
    // A disabled account stays as it is; the gate refuses it.
    if (user.emailVerifiedAt !== null || user.disabledAt !== null) return user;
    return this.#verifyMailbox(user, { presentedRegistration, client });
  }

  #open(flow: string): OpenedFlow<RequestedSignIn> {
    try {
      return this.#deps.flows.open<RequestedSignIn>(flow, ["email-code"]);
    } catch (error) {
      // Whether the flow or the code is wrong is no business of who tries.
      if (error instanceof ApiError && error.code === "FLOW_INVALID") throw new ApiError("CODE_INVALID");
      throw error;
    }
  }

  /**
   * The first proof of the mailbox. A stranger may have registered with the address, and must not stay: all that was there before ends,
   * unless this is the browser that registered.
   */
  async #verifyMailbox(
    owner: User,
    { presentedRegistration, client }: Pick<MailedProof, "presentedRegistration"> & Pick<SignInRequest, "client">,
  ): Promise<User> {
    const { store, users, clock, audit, registrationProofs } = this.#deps;
    const isRegistrant = registrationProofs.proves(presentedRegistration, owner);
    const change = (user: User): Partial<User> => {
      // What was proved was proved of that address, and that browser of that password.
      if (user.email !== owner.email || user.passwordChangedAt !== owner.passwordChangedAt) rejectCode();
      const now = clock.now();
      const verified = { emailVerifiedAt: user.emailVerifiedAt ?? now, updatedAt: now };
      return isRegistrant ? verified : { ...verified, ...withoutPassword(user, now) };
    };
    const user = isRegistrant
      ? await updateUser(users, owner._id, change, rejectCode)
      : await proveMailbox(store, owner, { change, onMissing: rejectCode });
    const event = { userId: user._id, sessionId: null, client };
    audit.record({ name: "email_verified", ...event });
    if (!isRegistrant) audit.record({ name: "earlier_methods_ended", ...event });
    return user;
  }
}

/** Nobody can sign in with what was there before: the password is none, and every session has ended. */
function withoutPassword(user: User, now: number): Partial<User> {
  return { passwordHash: dummyHash(), passwordChangedAt: now, ...endEpoch(user, "factor-change", now) };
}

function rejectCode(): never {
  throw new ApiError("CODE_INVALID");
}
