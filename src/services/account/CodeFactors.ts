import type { SecondFactors, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { MINUTE } from "../../utils/duration.js";
import { type Evidence, hasFactor, totpVerified } from "../assurance/index.js";
import type { AuditEventName } from "../audit/index.js";
import type { NoticeKind } from "../email/index.js";
import { type CodeRequester, judgeCode, newTotpSecret, otpauthUri, toBase32, updateFactors } from "../factors/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { assertVerified, rejectDeletedAccount } from "./accountErrors.js";
import type { EnrolmentSignIn } from "./EnrolmentSignIn.js";
import type { FactorChanges } from "./FactorChanges.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";
import type { SignInRequest, SignInResult } from "./SessionOpening.js";

/** How long an authenticator app may take to be set up: it may have to be installed first. */
const PENDING_LIFE = 30 * MINUTE;

/** What an authenticator app needs. It is shown once. */
export interface BegunTotp {
  /** In base32, to be typed. */
  readonly secret: string;
  /** For a QR code. */
  readonly uri: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Ten codes with the first factor of an account, `null` with a later one. */
type GivenCodes = readonly string[] | null;

type CodeFactorsDeps = Pick<
  AccountDeps,
  | "store"
  | "users"
  | "clock"
  | "background"
  | "audit"
  | "mailer"
  | "limits"
  | "enrolledFactors"
  | "secondFactorCodes"
  | "recoveryCodes"
  | "totpSecrets"
  | "tokenIssuer"
> & {
  /** The name of the app, for the list of an authenticator app. */
  readonly issuer: string;
  readonly factorChanges: FactorChanges;
  readonly enrolmentSignIn: EnrolmentSignIn;
  readonly sensitiveChanges: SensitiveChanges;
};

/** Setting up and removing an authenticator app, and making recovery codes. */
export class CodeFactors {
  readonly #deps: CodeFactorsDeps;

  constructor(deps: CodeFactorsDeps) {
    this.#deps = deps;
  }

  /**
   * Makes a secret for an authenticator app. It does nothing until it is confirmed: the one in use stays beside it.
   * Throws EMAIL_NOT_VERIFIED, and as {@link SensitiveChanges.confirm} does.
   */
  async begin(request: SensitiveRequest): Promise<BegunTotp> {
    return this.#begin(await this.#deps.sensitiveChanges.confirm(request));
  }

  /** The same for a sign-in that waits for a second factor. Throws as {@link EnrolmentSignIn.open} does. */
  async beginEnrolment(flow: string): Promise<BegunTotp> {
    const { user } = await this.#deps.enrolmentSignIn.open(flow);
    return this.#begin(user);
  }

  /**
   * Turns the new secret on with the first code of the app, which is spent by that. Every other session ends.
   * Throws FACTOR_MISSING when nothing waits to be confirmed, CODE_INVALID, RATE_LIMITED.
   */
  async confirm(
    code: string,
    request: AuthenticatedRequest & CodeRequester,
  ): Promise<{ readonly recoveryCodes: GivenCodes; readonly tokens: IssuedTokens }> {
    const { users, factorChanges } = this.#deps;
    const { userId, sessionId } = request;
    const user = (await users.byId(userId)) ?? rejectDeletedAccount();
    const { proof, recoveryCodes } = await this.#activate(user, code, request);
    const [method = null] = proof.methods;
    return { recoveryCodes, tokens: await factorChanges.finish({ userId, sessionId, method }) };
  }

  /** The same for a sign-in that waits for a second factor, which it finishes. Throws as {@link EnrolmentSignIn.open} does, too. */
  async confirmEnrolment(
    code: string,
    flow: string,
    request: Omit<SignInRequest, "rememberMe">,
  ): Promise<SignInResult & { readonly recoveryCodes: GivenCodes }> {
    const { enrolmentSignIn } = this.#deps;
    const enrolling = await enrolmentSignIn.open(flow);
    const { proof, recoveryCodes } = await this.#activate(enrolling.user, code, { ...request, sessionId: null });
    return { ...(await enrolmentSignIn.finish(enrolling, proof, request)), recoveryCodes };
  }

  /** Removes the authenticator app. Every other session ends. Throws FACTOR_MISSING, and as `begin` does. */
  async remove(request: SensitiveRequest): Promise<IssuedTokens> {
    const { store, sensitiveChanges, recoveryCodes, factorChanges, tokenIssuer } = this.#deps;
    const user = await sensitiveChanges.confirm(request);
    // A user who may get no tokens must not lose the session and the factor.
    tokenIssuer.assertMayAuthenticate(user);
    const { userId, sessionId } = request;
    const removed = await updateFactors(store.secondFactors, userId, ({ totp }) =>
      totp === null ? null : { totp: null, pending: null },
    );
    if (removed === null) throw new ApiError("FACTOR_MISSING");
    await recoveryCodes.endWithoutFactor(userId);
    await this.#report("totp_disabled", "totp-disabled", user, request);
    return factorChanges.finish({ userId, sessionId, method: null });
  }

  /** Makes ten recovery codes instead of those that there are. Throws FACTOR_MISSING, and as `begin` does. */
  async makeRecoveryCodes(request: SensitiveRequest): Promise<readonly string[]> {
    const { sensitiveChanges, enrolledFactors, recoveryCodes } = this.#deps;
    const user = await sensitiveChanges.confirm(request);
    if (!hasFactor(await enrolledFactors.of(user._id))) throw new ApiError("FACTOR_MISSING");
    const codes = await recoveryCodes.makeFor(user._id);
    await this.#report("recovery_codes_made", "recovery-codes-made", user, request);
    return codes;
  }

  async #begin(user: User): Promise<BegunTotp> {
    const { store, clock, limits, totpSecrets, factorChanges, issuer } = this.#deps;
    assertVerified(user);
    await limits.consume("settings.account", user._id);
    const owner = await factorChanges.begin(user);
    const { _id: userId, email: account } = owner;
    const key = newTotpSecret();
    const expiresAt = clock.now() + PENDING_LIFE;
    const pending = { sealedSecret: totpSecrets.sealPending(key, owner), expiresAt };
    await updateFactors(store.secondFactors, userId, () => ({ pending }));
    const secret = toBase32(key);
    return { secret, uri: otpauthUri({ secret, issuer, account }), expiresAt };
  }

  /** One write stores the factor and its recovery codes: no crash leaves somebody with a factor that a lost phone makes useless. */
  async #activate(
    user: User,
    code: string,
    requester: CodeRequester,
  ): Promise<{ proof: Evidence; recoveryCodes: GivenCodes }> {
    const { store, clock, audit, secondFactorCodes, recoveryCodes } = this.#deps;
    const { client, sessionId } = requester;
    const attempt = await secondFactorCodes.beginAttempt(user, requester);
    const codes = recoveryCodes.made(user._id);
    const stored = await updateFactors(store.secondFactors, user._id, (factors) => {
      // In a sign-in that waits for a factor, the password alone must not replace one that was stored meanwhile.
      if (sessionId === null && factors.totp !== null) throw new ApiError("FLOW_INVALID");
      const totp = this.#confirmed(factors, user, code);
      return totp === null ? null : { totp, pending: null, ...(factors.madeAt === null && codes.change) };
    });
    if (stored === null) throw new ApiError("CODE_INVALID");
    await attempt.succeeded();
    await this.#report("totp_enabled", "totp-enabled", user, requester);
    const isFirst = stored.recoveryCodes === codes.change.recoveryCodes;
    if (isFirst) audit.record({ name: "recovery_codes_made", userId: user._id, sessionId, client });
    return { proof: totpVerified(clock.now()), recoveryCodes: isFirst ? codes.shown : null };
  }

  /** What to store of the waiting secret, or `null` when the code is not one of it. Throws FACTOR_MISSING when none waits. */
  #confirmed({ pending }: SecondFactors, user: User, code: string): SecondFactors["totp"] {
    const { clock, totpSecrets } = this.#deps;
    const now = clock.now();
    if (pending === null || pending.expiresAt <= now) throw new ApiError("FACTOR_MISSING");
    const secret = totpSecrets.openPending(pending.sealedSecret, user);
    if (secret === null) throw new ApiError("FACTOR_MISSING");
    const verdict = judgeCode({ secret, lastStep: 0 }, code, now);
    if (verdict.kind === "refused") return null;
    return { sealedSecret: totpSecrets.seal(secret, user._id), confirmedAt: now, lastStep: verdict.step };
  }

  async #report(
    name: AuditEventName,
    kind: NoticeKind,
    user: User,
    { client, sessionId }: Pick<CodeRequester, "client" | "sessionId">,
  ): Promise<void> {
    const { audit, background, mailer } = this.#deps;
    audit.record({ name, userId: user._id, sessionId, client });
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind, user, client }));
  }
}
