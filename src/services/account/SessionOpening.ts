import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { IssuedTokens, SessionStart, Sessions } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { notifyNewDevice } from "./notifyNewDevice.js";

/** Where a sign-in comes from, and what the browser presented with it. */
export interface SignInRequest {
  readonly rememberMe: boolean;
  /** The refresh cookie that came with the request: the new session replaces its session. */
  readonly presentedCookie: string | null;
  /** The device cookie: a client that has signed in before has its own limit. */
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface SignInResult {
  readonly tokens: IssuedTokens;
  /** Marks the client as one that has signed in before. */
  readonly deviceToken: string;
}

type Proof = Pick<SessionStart, "evidence" | "known">;

type SessionOpeningDeps = Pick<
  AccountDeps,
  | "store"
  | "clock"
  | "background"
  | "audit"
  | "events"
  | "hooks"
  | "limits"
  | "mailer"
  | "tokenIssuer"
  | "trustedDevices"
  | "sessionRevocation"
> & { readonly sessions: Pick<Sessions, "open"> };

/** The steps that have a name of their own in the audit log: the first proof was right, and nobody is signed in yet. */
const UNFINISHED: ReadonlySet<string> = new Set(["SECOND_FACTOR_REQUIRED", "ENROLMENT_REQUIRED"]);

/**
 * The only place where accounts open sessions: every way to sign in ends here, so none of them can miss the gate or the app's hook.
 */
export class SessionOpening {
  readonly #deps: SessionOpeningDeps;

  constructor(deps: SessionOpeningDeps) {
    this.#deps = deps;
  }

  /**
   * Opens a session for a user who has just proved who they are, if the account may have one, the proof is enough and the app does
   * not refuse. A refusal is recorded as a failed sign-in; it ends no session and marks no device.
   * Throws ACCOUNT_DISABLED, EMAIL_NOT_VERIFIED, SECOND_FACTOR_REQUIRED, ENROLMENT_REQUIRED, REFUSED_BY_APP, OVERLOADED.
   */
  async open(user: User, proof: Proof, request: SignInRequest): Promise<SignInResult> {
    const { events, sessionRevocation, trustedDevices } = this.#deps;
    const { client, presentedCookie, presentedDevice } = request;
    const tokens = await this.#open(user, proof, request);
    events.emit("login.succeeded");
    const method = proof.evidence.methods.map((one) => one.method).join(" ");
    this.#recordSuccess(user, { sessionId: tokens.sessionId, method }, request);
    if (presentedCookie !== null) await sessionRevocation.revokeReplaced(presentedCookie, client);
    return { tokens, deviceToken: trustedDevices.issue(user, presentedDevice) };
  }

  async #open(user: User, proof: Proof, { client, rememberMe }: SignInRequest): Promise<IssuedTokens> {
    const { audit, hooks, tokenIssuer, sessions } = this.#deps;
    try {
      await tokenIssuer.admit(user, proof.evidence, { known: proof.known, rememberMe });
      await hooks.beforeSignIn(user, client);
      return await sessions.open(user, { ...proof, client, rememberMe });
    } catch (error) {
      if (error instanceof ApiError && error.statusCode < 500) {
        const name = UNFINISHED.has(error.code) ? "second_factor_asked" : "sign_in_failed";
        audit.record({ name, userId: user._id, sessionId: null, client, detail: { code: error.code } });
      }
      throw error;
    }
  }

  #recordSuccess(
    user: User,
    { sessionId, method }: { sessionId: string; method: string },
    { client, presentedDevice }: SignInRequest,
  ): void {
    const { audit, background, trustedDevices } = this.#deps;
    const knownDevice = trustedDevices.find(presentedDevice, user) !== null;
    audit.record({ name: "signed_in", userId: user._id, sessionId, client, detail: { knownDevice, method } });
    background.run(async () => {
      // The entry is written in a later turn of the event loop. SQLite reads within its turn, before the answer is sent.
      await audit.settled();
      await notifyNewDevice(this.#deps, { user, sessionId, client, knownDevice });
    });
  }
}
