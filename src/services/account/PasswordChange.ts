import { apiText } from "../../messages/api/index.js";
import type { AuthenticationMethod, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { normalizePassword } from "../../utils/passwordForm.js";
import { evidenceOf, passwordMethod, withMethod } from "../assurance/index.js";
import { hasPassword } from "../password/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";
import { endEpoch, updateUser } from "./updateUser.js";

interface PasswordChangeInput extends SensitiveRequest {
  readonly newPassword: string;
  readonly presentedDevice: string | null;
}

interface PasswordChangeResult {
  readonly tokens: IssuedTokens;
  /** `null` when the browser was not known before. */
  readonly deviceToken: string | null;
}

type PasswordChangeDeps = Pick<
  AccountDeps,
  | "users"
  | "clock"
  | "background"
  | "audit"
  | "hasher"
  | "passwordPolicy"
  | "mailer"
  | "trustedDevices"
  | "tokenIssuer"
  | "sessions"
> & { readonly sensitiveChanges: SensitiveChanges };

/** Changing the password of a signed-in user, or setting the first one. */
export class PasswordChange {
  readonly #deps: PasswordChangeDeps;

  constructor(deps: PasswordChangeDeps) {
    this.#deps = deps;
  }

  /**
   * Ends every other session with one write and renews the session of the request. No other browser stays known. An account without a
   * password gets its first one.
   * Throws VALIDATION_FAILED (the new password), SESSION_REVOKED, SECOND_FACTOR_REQUIRED, ENROLMENT_REQUIRED, and as
   * {@link SensitiveChanges.confirm} does.
   */
  async change(input: PasswordChangeInput): Promise<PasswordChangeResult> {
    const { users, background, audit, hasher, passwordPolicy, mailer, sensitiveChanges } = this.#deps;
    const { userId, sessionId, client } = input;
    const before = await sensitiveChanges.confirm(input, {
      missing: PASSWORD_MISSING,
      limit: "change-password.account",
    });
    const proved = hasPassword(before) ? passwordMethod(this.#deps.clock.now()) : null;
    await this.#assertGetsTokens(before, input, proved);
    assertDifferent(input);
    await passwordPolicy.assertAccepted(input.newPassword, before, "newPassword");
    const passwordHash = await hasher.hash(input.newPassword, { lane: "priority", ip: client.ip });
    const user = await updateUser(users, userId, (current) => this.#changed(current, before, passwordHash));
    audit.record({ name: "password_changed", userId, sessionId, client });
    const notice = background.run(() => mailer.enqueue({ kind: "password-changed", user, client }));
    const tokens = await this.#deps.sessions.renew(user, sessionId, proved);
    // Awaited, so that no crash after the answer can lose the email.
    await notice;
    return { tokens, deviceToken: this.#deps.trustedDevices.renew(input.presentedDevice, { before, after: user }) };
  }

  /** A user who may get no tokens must not lose the session and the password: the renewal comes after the change. */
  async #assertGetsTokens(
    user: User,
    { methods }: PasswordChangeInput,
    proved: AuthenticationMethod | null,
  ): Promise<void> {
    const renewed = proved === null ? methods : withMethod(methods, proved);
    await this.#deps.tokenIssuer.admit(user, evidenceOf({ methods: renewed }));
  }

  #changed(user: User, verified: User, passwordHash: string): Partial<User> {
    // Somebody changed the password after it was verified: the verified one is no longer the password.
    if (user.passwordHash !== verified.passwordHash) throw new ApiError("INVALID_CREDENTIALS");
    this.#deps.sensitiveChanges.assertSameFactors(user, verified);
    const now = this.#deps.clock.now();
    return { passwordHash, ...endEpoch(user, "password-change", now), passwordChangedAt: now, updatedAt: now };
  }
}

const PASSWORD_MISSING = { path: "currentPassword", ...apiText("password.empty") };

/**
 * A new password must differ from the current one, which somebody may know. It is compared only after the current one was
 * verified, so the refusal reveals nothing. A reset does not compare: it would show the holder of a link that a guess is right.
 */
function assertDifferent({ password, newPassword }: PasswordChangeInput): void {
  if (password === null || normalizePassword(newPassword) !== normalizePassword(password)) return;
  throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newPassword", ...apiText("password.current") }] });
}
