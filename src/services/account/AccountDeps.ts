import type { Store } from "../../stores/Store.js";
import type { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import type { Clock } from "../../utils/clock.js";
import type { EnrolledFactors, FlowTokens } from "../assurance/index.js";
import type { AuditLog } from "../audit/index.js";
import type { Mailer, OneTimeLinks } from "../email/index.js";
import type { Events } from "../events/index.js";
import type { Passkeys, RecoveryCodeSets, RelyingParty, SecondFactorCodes, TotpSecrets } from "../factors/index.js";
import type { AppFields } from "../fields/index.js";
import type { AppHooks } from "../hooks/index.js";
import type { PasswordHasher, PasswordPolicy } from "../password/index.js";
import type { ProviderFlows, ProviderList } from "../providers/index.js";
import type { JobRunner } from "../queue/index.js";
import type { FactorAttempts, Limits, PasswordAttempts, ReauthAttempts, TrustedDevices } from "../rateLimit/index.js";
import type { SessionRevocation, Sessions, TokenIssuer } from "../session/index.js";
import type { RegistrationProofs } from "./RegistrationProofs.js";

/** What the services of accounts work with. Each declares the few that it takes: `Pick<AccountDeps, "users" | "audit">`. */
export interface AccountDeps {
  readonly store: Store;
  readonly users: Store["users"];
  readonly clock: Clock;
  readonly background: BackgroundTasks;
  readonly events: Events;
  readonly audit: AuditLog;
  readonly hasher: Pick<PasswordHasher, "hash" | "verify" | "needsRehash">;
  readonly passwordPolicy: PasswordPolicy;
  readonly fields: AppFields;
  readonly hooks: AppHooks;
  readonly limits: Limits;
  readonly passwordAttempts: PasswordAttempts;
  readonly reauthAttempts: ReauthAttempts;
  readonly factorAttempts: FactorAttempts;
  readonly trustedDevices: TrustedDevices;
  readonly registrationProofs: RegistrationProofs;
  readonly flows: FlowTokens;
  readonly enrolledFactors: EnrolledFactors;
  readonly secondFactorCodes: SecondFactorCodes;
  readonly recoveryCodes: RecoveryCodeSets;
  readonly totpSecrets: TotpSecrets;
  readonly passkeys: Passkeys;
  /** The site of the passkeys. */
  readonly site: RelyingParty;
  readonly providers: ProviderList;
  readonly providerFlows: ProviderFlows;
  readonly mailer: Mailer;
  readonly links: OneTimeLinks;
  readonly jobs: JobRunner;
  readonly tokenIssuer: TokenIssuer;
  /** Only SessionOpening opens one. */
  readonly sessions: Pick<Sessions, "renew" | "prove">;
  readonly sessionRevocation: SessionRevocation;
}
