import type { Config } from "../config/index.js";
import {
  AccountDeletion,
  type AccountDeps,
  Activity,
  AllSessions,
  CodeFactors,
  DataExport,
  EmailChange,
  EmailVerification,
  EnrolmentSignIn,
  FactorChanges,
  LastMethod,
  LinkPassword,
  PasswordChange,
  PasswordReset,
  Profile,
  Reauthentication,
  Registration,
  SecondFactorSignIn,
  SecurityOverview,
  SensitiveChanges,
  SessionOpening,
  SignIn,
} from "../services/account/index.js";
import { AccountChanges, AdminService, OPERATOR, PolicyRehearsal, SERVER } from "../services/admin/index.js";
import type { SessionRevocation, Sessions } from "../services/session/index.js";
import { composeIdentityServices, type IdentityConfig } from "./identityServices.js";
import { composePasskeyServices } from "./passkeyServices.js";

/** The services behind /auth and /users, and those of the operator. Each takes only the parts that it declares. */
export function composeAccountServices(
  config: Pick<Config, "brandName" | "freshness"> & IdentityConfig,
  parts: AccountDeps & { readonly sessions: Sessions },
) {
  const { brandName: issuer, freshness } = config;
  const reauthentication = new Reauthentication(parts);
  const linkPassword = new LinkPassword(parts);
  const registration = new Registration(parts);
  const allSessions = new AllSessions(parts);
  const activity = new Activity(parts);
  const sessionOpening = new SessionOpening(parts);
  const factorChanges = new FactorChanges(parts);
  const sensitiveChanges = new SensitiveChanges({ ...parts, reauthentication, freshness });
  const accountDeletion = new AccountDeletion({ ...parts, sensitiveChanges });
  const enrolmentSignIn = new EnrolmentSignIn({ ...parts, factorChanges, sessionOpening });
  const lastMethod = new LastMethod(parts);
  const changing = {
    ...parts,
    registration,
    sessionOpening,
    factorChanges,
    enrolmentSignIn,
    sensitiveChanges,
    lastMethod,
    accountDeletion,
  };
  return {
    ...composePasskeyServices(changing),
    ...composeIdentityServices(config, changing),
    registration,
    reauthentication,
    signIn: new SignIn({ ...parts, sessionOpening }),
    secondFactorSignIn: new SecondFactorSignIn({ ...parts, sessionOpening }),
    codeFactors: new CodeFactors({ ...parts, issuer, factorChanges, enrolmentSignIn, sensitiveChanges }),
    allSessions,
    passwordChange: new PasswordChange({ ...parts, sensitiveChanges }),
    passwordReset: new PasswordReset(parts),
    emailVerification: new EmailVerification({ ...parts, linkPassword, accountDeletion }),
    emailChange: new EmailChange({ ...parts, sensitiveChanges, linkPassword }),
    profile: new Profile({ ...parts, sensitiveChanges }),
    securityOverview: new SecurityOverview(parts),
    activity,
    dataExport: new DataExport({ ...parts, activity }),
    accountDeletion,
    policyRehearsal: new PolicyRehearsal(parts),
    admin: new AdminService({ ...parts, registration, accountDeletion, allSessions, client: OPERATOR }),
  };
}

/**
 * What the code of the app may do to every account: the services of the operator, and changes that else only the owner makes. The
 * audit log says that it was the server. `sessionRevocation` writes to that log too.
 */
export function composeServerServices(
  { freshness }: Pick<Config, "freshness">,
  parts: AccountDeps & { readonly sessionRevocation: SessionRevocation },
) {
  const byServer = { ...parts, audit: parts.audit.by("server"), client: SERVER };
  const registration = new Registration(byServer);
  const reauthentication = new Reauthentication(byServer);
  const sensitiveChanges = new SensitiveChanges({ ...byServer, reauthentication, freshness });
  const accountDeletion = new AccountDeletion({ ...byServer, sensitiveChanges });
  const allSessions = new AllSessions(byServer);
  return {
    admin: new AdminService({ ...byServer, registration, accountDeletion, allSessions }),
    changes: new AccountChanges(byServer),
  };
}
