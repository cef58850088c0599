import {
  AccountDeletion,
  type AccountDeps,
  Activity,
  AllSessions,
  DataExport,
  EmailChange,
  EmailVerification,
  PasswordChange,
  PasswordReset,
  Profile,
  Reauthentication,
  Registration,
  SessionOpening,
  SignIn,
} from "../services/account/index.js";
import { AdminService } from "../services/admin/index.js";
import type { Sessions } from "../services/session/index.js";

/** The services behind /auth and /users, and those of the operator. Each takes only the parts that it declares. */
export function composeAccountServices(parts: AccountDeps & { readonly sessions: Sessions }) {
  const reauthentication = new Reauthentication(parts);
  const registration = new Registration(parts);
  const allSessions = new AllSessions(parts);
  const activity = new Activity(parts);
  const accountDeletion = new AccountDeletion({ ...parts, reauthentication });
  return {
    registration,
    signIn: new SignIn({ ...parts, sessionOpening: new SessionOpening(parts) }),
    allSessions,
    passwordChange: new PasswordChange({ ...parts, reauthentication }),
    passwordReset: new PasswordReset(parts),
    emailVerification: new EmailVerification(parts),
    emailChange: new EmailChange({ ...parts, reauthentication }),
    profile: new Profile({ ...parts, reauthentication }),
    activity,
    dataExport: new DataExport({ ...parts, activity }),
    accountDeletion,
    admin: new AdminService({ ...parts, registration, accountDeletion, allSessions }),
  };
}
