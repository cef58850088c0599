import type { ClientInfo } from "../../http/clientInfo.js";
import type { SecondFactors, Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import type { Clock } from "../../utils/clock.js";
import { type Evidence, recoveryCodesLeft, recoveryCodeVerified, totpVerified } from "../assurance/index.js";
import type { AuditLog } from "../audit/index.js";
import type { Mailer } from "../email/index.js";
import type { FactorAttempt, FactorAttempts, TrustedDevices } from "../rateLimit/index.js";
import type { RecoveryCodeHashes } from "./RecoveryCodeHashes.js";
import type { TotpSecrets } from "./TotpSecrets.js";
import { judgeCode } from "./totp.js";
import { updateFactors } from "./updateFactors.js";

/** A code of the authenticator app, six digits, or a recovery code in its canonical form. */
export type CodeProof = { readonly code: string } | { readonly recoveryCode: string };

/** Who enters a code, and from where. */
export interface CodeRequester {
  readonly client: ClientInfo;
  /** The device cookie: a client that has signed in before has its own limit. */
  readonly presentedDevice: string | null;
  /** The session in which the code is entered; `null` at a sign-in. */
  readonly sessionId: string | null;
}

interface SecondFactorCodesDeps {
  readonly store: Pick<Store, "secondFactors">;
  readonly clock: Clock;
  readonly background: BackgroundTasks;
  readonly audit: AuditLog;
  readonly mailer: Mailer;
  readonly factorAttempts: FactorAttempts;
  readonly trustedDevices: TrustedDevices;
  readonly totpSecrets: TotpSecrets;
  readonly recoveryCodeHashes: RecoveryCodeHashes;
}

/** Verifying the codes of a second factor: those of an authenticator app, and recovery codes. */
export class SecondFactorCodes {
  readonly #deps: SecondFactorCodesDeps;

  constructor(deps: SecondFactorCodesDeps) {
    this.#deps = deps;
  }

  /**
   * Verifies a code and spends it by one compare-and-set: of any number of requests with one code, one gets the evidence. The attempt
   * is counted before the code is judged.
   * Throws CODE_INVALID, RATE_LIMITED.
   */
  async verify(user: User, proof: CodeProof, requester: CodeRequester): Promise<Evidence> {
    const { store, clock } = this.#deps;
    const attempt = await this.beginAttempt(user, requester);
    const spend = (factors: SecondFactors) =>
      "code" in proof ? this.#spendCode(factors, proof.code) : this.#spendRecoveryCode(factors, proof.recoveryCode);
    const after = await updateFactors(store.secondFactors, user._id, spend);
    if (after === null) return this.#refuse(user, requester);
    await attempt.succeeded();
    if ("code" in proof) return totpVerified(clock.now());
    await this.#reportUsed(user, recoveryCodesLeft(after.recoveryCodes), requester);
    return recoveryCodeVerified(clock.now());
  }

  /** Counts an attempt at a code before it is judged. Throws RATE_LIMITED. */
  beginAttempt(user: User, { presentedDevice }: CodeRequester): Promise<FactorAttempt> {
    const { factorAttempts, trustedDevices } = this.#deps;
    return factorAttempts.begin({ userId: user._id, device: trustedDevices.find(presentedDevice, user) });
  }

  #spendCode({ _id: userId, totp }: SecondFactors, code: string): Partial<SecondFactors> | null {
    if (totp === null) return null;
    const { secret, sealedSecret } = this.#deps.totpSecrets.open(totp.sealedSecret, userId);
    const verdict = judgeCode({ secret, lastStep: totp.lastStep }, code, this.#deps.clock.now());
    return verdict.kind === "refused" ? null : { totp: { ...totp, sealedSecret, lastStep: verdict.step } };
  }

  #spendRecoveryCode({ _id: userId, recoveryCodes }: SecondFactors, code: string): Partial<SecondFactors> | null {
    const left = this.#deps.recoveryCodeHashes.use(recoveryCodes, { userId, code, now: this.#deps.clock.now() });
    return left === null ? null : { recoveryCodes: left };
  }

  async #reportUsed(user: User, left: number, { client, sessionId }: CodeRequester): Promise<void> {
    const { audit, background, mailer } = this.#deps;
    audit.record({ name: "recovery_code_used", userId: user._id, sessionId, client, detail: { left } });
    // Awaited, so that no crash after the answer can lose the email.
    await background.run(() => mailer.enqueue({ kind: "recovery-code-used", user, client, codesLeft: left }));
  }

  /** Who enters a wrong code has passed another factor: the owner must learn of it, but not of each of a thousand. */
  async #refuse(user: User, { client, sessionId }: CodeRequester): Promise<never> {
    const { audit, background, mailer, factorAttempts } = this.#deps;
    audit.record({ name: "second_factor_refused", userId: user._id, sessionId, client });
    if (await factorAttempts.isRefusalNews(user._id)) {
      await background.run(() => mailer.enqueue({ kind: "second-factor-refused", user, client }));
    }
    throw new ApiError("CODE_INVALID");
  }
}
