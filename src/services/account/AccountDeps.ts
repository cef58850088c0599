import type { Store } from "../../stores/Store.js";
import type { Background } from "../../utils/background.js";
import type { Clock } from "../../utils/clock.js";
import type { AuditTrail } from "../audit/index.js";
import type { Mailer, OneTimeLinks } from "../email/index.js";
import type { PasswordHasher, PasswordPolicy } from "../password/index.js";
import type { JobRunner } from "../queue/index.js";
import type { DeviceTokens, Limits, PasswordAttempts, ReauthAttempts } from "../rateLimit/index.js";
import type { SessionRevocation, Sessions, TokenIssuer } from "../session/index.js";

/** What the account's use cases work with. */
export interface AccountDeps {
  store: Store;
  clock: Clock;
  background: Background;
  audit: AuditTrail;
  hasher: PasswordHasher;
  passwordPolicy: PasswordPolicy;
  limits: Limits;
  passwordAttempts: PasswordAttempts;
  reauthAttempts: ReauthAttempts;
  devices: DeviceTokens;
  mailer: Mailer;
  links: OneTimeLinks;
  jobs: JobRunner;
  tokenIssuer: TokenIssuer;
  sessions: Sessions;
  sessionRevocation: SessionRevocation;
  onUpgradeFailed: (error: unknown) => void;
}
