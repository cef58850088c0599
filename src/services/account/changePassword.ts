import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { normalisePassword } from "../password/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";
import { endEpoch } from "./endEpoch.js";
import { provePassword } from "./provePassword.js";
import { updateUser } from "./updateUser.js";

export interface PasswordChange {
  readonly userId: string;
  readonly sessionId: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface ChangedPassword {
  readonly tokens: IssuedTokens;
  /** `null` when the browser was not known before. */
  readonly deviceToken: string | null;
}

/** Ends every other session by one write and renews the one it was asked for in. No other browser stays known. */
export async function changePassword(deps: AccountDeps, input: PasswordChange): Promise<ChangedPassword> {
  const { userId, sessionId, client } = input;
  const proof = { userId, sessionId, password: input.currentPassword, client };
  const before = await provePassword(deps, "change-password.account", proof);
  // Whoever may get no tokens must not lose the session and the password for it.
  deps.gate.admit(before);
  assertAnother(input);
  deps.passwordPolicy.assertAllowed(input.newPassword, before, "newPassword");
  const passwordHash = await deps.hasher.hash(input.newPassword, { lane: "priority", ip: client.ip });

  const change = (user: User): Partial<User> => {
    // Somebody changed it since it was verified: what was verified is no longer the password.
    if (user.passwordHash !== before.passwordHash) throw new ApiError("INVALID_CREDENTIALS");
    const now = deps.clock.now();
    return { passwordHash, ...endEpoch(user, "password-change", now), passwordChangedAt: now, updatedAt: now };
  };
  const user = await updateUser(deps.store.users, userId, change, accountIsGone);
  deps.audit.record({ name: "password_changed", userId, sessionId, client });
  const notice = deps.background.run(() => deps.mailer.enqueue({ kind: "password-changed", user, client }));
  const tokens = await deps.renewSession(user, sessionId);
  // Once it is answered, no crash can lose the notice.
  await notice;
  return { tokens, deviceToken: deps.devices.renew(input.presentedDevice, { before, after: user }) };
}

/**
 * Who changes a password fears that somebody knows it. Asked only after the current one was proven, so the refusal tells
 * nobody anything. A reset is not asked this: it would show the holder of a link that they have guessed the password.
 */
function assertAnother({ currentPassword, newPassword }: PasswordChange): void {
  if (normalisePassword(newPassword) !== normalisePassword(currentPassword)) return;
  const message = "This is your password already. Choose another one.";
  throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "newPassword", message }] });
}
