import { apiText } from "../../messages/api/index.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { normalizePassword } from "../../utils/passwordForm.js";
import { passwordMethod } from "../assurance/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { AuthenticatedRequest, Reauthentication } from "./Reauthentication.js";
import { endEpoch, updateUser } from "./updateUser.js";

interface PasswordChangeInput extends AuthenticatedRequest {
  readonly currentPassword: string;
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
> & { readonly reauthentication: Reauthentication };

/** Changing the password of a signed-in user. */
export class PasswordChange {
  readonly #deps: PasswordChangeDeps;

  constructor(deps: PasswordChangeDeps) {
    this.#deps = deps;
  }

  /**
   * Ends every other session with one write and renews the session of the request. No other browser stays known.
   * Throws INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_FAILED (the password), SESSION_REVOKED, OVERLOADED.
   */
  async change(input: PasswordChangeInput): Promise<PasswordChangeResult> {
    const { users, background, audit, hasher, passwordPolicy, mailer, reauthentication } = this.#deps;
    const { userId, sessionId, client, currentPassword: password } = input;
    const request = { userId, sessionId, client, password };
    const before = await reauthentication.reauthenticate(request, { limit: "change-password.account" });
    // A user who may get no tokens must not lose the session and the password.
    this.#deps.tokenIssuer.assertMayAuthenticate(before);
    assertDifferent(input);
    await passwordPolicy.assertAccepted(input.newPassword, before, "newPassword");
    const passwordHash = await hasher.hash(input.newPassword, { lane: "priority", ip: client.ip });
    const user = await updateUser(users, userId, (current) => this.#changed(current, before, passwordHash));
    audit.record({ name: "password_changed", userId, sessionId, client });
    const notice = background.run(() => mailer.enqueue({ kind: "password-changed", user, client }));
    const tokens = await this.#deps.sessions.renew(user, sessionId, passwordMethod(this.#deps.clock.now()));
    // Awaited, so that no crash after the answer can lose the email.
    await notice;
    return { tokens, deviceToken: this.#deps.trustedDevices.renew(input.presentedDevice, { before, after: user }) };
  }

  #changed(user: User, verified: User, passwordHash: string): Partial<User> {
    // Somebody changed the password after it was verified: the verified one is no longer the password.
    if (user.passwordHash !== verified.passwordHash) throw new ApiError("INVALID_CREDENTIALS");
    const now = this.#deps.clock.now();
    return { passwordHash, ...endEpoch(user, "password-change", now), passwordChangedAt: now, updatedAt: now };
  }
}

/**
 * A new password must differ from the current one, which somebody may know. It is compared only after the current one was
 * verified, so the refusal reveals nothing. A reset does not compare: it would show the holder of a link that a guess is right.
 */
function assertDifferent({ currentPassword, newPassword }: PasswordChangeInput): void {
  if (normalizePassword(newPassword) !== normalizePassword(currentPassword)) return;
  throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newPassword", ...apiText("password.current") }] });
}
