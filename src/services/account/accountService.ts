import type { ClientInfo } from "../../http/clientInfo.js";
import type { AuditEvent, User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { accountIsGone } from "./accountIsGone.js";
import { type ActivityQuery, activity } from "./activity.js";
import { confirmEmailChange, type EmailChangeRequest, requestEmailChange } from "./changeEmail.js";
import { type ChangedPassword, changePassword, type PasswordChange } from "./changePassword.js";
import { changeSettings, type SettingsChange } from "./changeSettings.js";
import { deleteAccount } from "./deleteAccount.js";
import { endEpoch } from "./endEpoch.js";
import { type ExportedData, exportData } from "./exportData.js";
import { type LoginInput, login, type SignedIn } from "./login.js";
import type { PasswordProof } from "./provePassword.js";
import { type Registration, register } from "./register.js";
import { type PasswordReset, resetPassword } from "./resetPassword.js";
import { updateUser } from "./updateUser.js";
import { type FollowedLink, type MailboxProof, verifyEmail } from "./verifyEmail.js";

/** What a signed-in user asks for: who, in which session, from where. */
export interface Asking {
  readonly userId: string;
  readonly sessionId: string;
  readonly client: ClientInfo;
}

export interface AccountService {
  /** Throws USER_EXISTS, VALIDATION_FAILED (the password), RATE_LIMITED, OVERLOADED. */
  register(registration: Registration, client: ClientInfo): Promise<User>;
  /**
   * Throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED; only after the right password ACCOUNT_DISABLED and
   * EMAIL_NOT_VERIFIED.
   */
  login(input: LoginInput): Promise<SignedIn>;
  /** Throws VALIDATION_FAILED, INVALID_CREDENTIALS, RATE_LIMITED, USER_EXISTS, SESSION_REVOKED, OVERLOADED. */
  changeSettings(asking: Asking, change: SettingsChange): Promise<User>;
  /**
   * Ends every other session at once and renews this one. Throws INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_FAILED (the
   * password), SESSION_REVOKED, OVERLOADED.
   */
  changePassword(input: PasswordChange): Promise<ChangedPassword>;
  /** Ends every session of the user by one write. */
  logoutAll(asking: Asking): Promise<void>;
  /** Queues a mail with a link, should the address be an account's. Throws RATE_LIMITED. */
  forgotPassword(email: string): Promise<void>;
  /** Throws LINK_INVALID, VALIDATION_FAILED (the password; the link stays good), OVERLOADED. */
  resetPassword(input: PasswordReset): Promise<{ deviceToken: string }>;
  /** Queues a mail with a link, should the address be an account's and not be verified. Throws RATE_LIMITED. */
  resendVerification(email: string): Promise<void>;
  /** Throws LINK_INVALID. */
  verifyEmail(input: FollowedLink): Promise<MailboxProof>;
  /** Throws INVALID_CREDENTIALS, RATE_LIMITED, VALIDATION_FAILED. */
  requestEmailChange(input: EmailChangeRequest): Promise<void>;
  /** Throws LINK_INVALID. */
  confirmEmailChange(input: FollowedLink): Promise<MailboxProof>;
  /** Throws INVALID_CREDENTIALS, RATE_LIMITED. */
  deleteAccount(proof: PasswordProof): Promise<void>;
  /** All that is stored about the user, secrets aside. Throws RATE_LIMITED. */
  exportData(asking: Asking): Promise<ExportedData>;
  /** Newest first. Throws RATE_LIMITED. */
  activity(query: ActivityQuery): Promise<AuditEvent[]>;
}

export function createAccountService(deps: AccountDeps): AccountService {
  return {
    register: (registration, client) => register(deps, registration, client),
    login: (input) => login(deps, input),
    changeSettings: (asking, change) => changeSettings(deps, asking, change),
    changePassword: (input) => changePassword(deps, input),
    logoutAll: (asking) => logoutAll(deps, asking),
    forgotPassword: async (email) => {
      // The same work for every address: whether it is an account's is asked when the mail is made.
      await deps.mailer.enqueue({ kind: "reset-password", to: email });
    },
    resetPassword: (input) => resetPassword(deps, input),
    resendVerification: async (email) => {
      await deps.mailer.enqueue({ kind: "verify-email", to: email });
    },
    verifyEmail: (input) => verifyEmail(deps, input),
    requestEmailChange: (input) => requestEmailChange(deps, input),
    confirmEmailChange: (input) => confirmEmailChange(deps, input),
    deleteAccount: (proof) => deleteAccount(deps, proof),
    exportData: ({ userId, client }) => exportData(deps, userId, client),
    activity: async (query) => {
      await deps.limits.consume("activity.account", query.userId);
      return activity(deps, query);
    },
  };
}

async function logoutAll(deps: AccountDeps, { userId, sessionId, client }: Asking): Promise<void> {
  const end = (user: User) => endEpoch(user, "logout-all", deps.clock.now());
  await updateUser(deps.store.users, userId, end, accountIsGone);
  deps.audit.record({ name: "signed_out_everywhere", userId, sessionId, client });
}
