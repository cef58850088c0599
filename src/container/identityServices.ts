import type { Config } from "../config/index.js";
import {
  type AccountDeletion,
  type AccountDeps,
  Identities,
  IdentityManagement,
  type LastMethod,
  ProviderRegistration,
  ProviderSignIn,
  ProviderStart,
  type Registration,
  type SensitiveChanges,
  type SessionOpening,
} from "../services/account/index.js";
import { ProviderAnswers } from "../services/providers/index.js";

export type IdentityConfig = Pick<Config, "username" | "fullName" | "publicOrigin" | "pagesNext" | "linkVerifiedEmail">;

type IdentityParts = AccountDeps & {
  readonly registration: Registration;
  readonly accountDeletion: AccountDeletion;
  readonly sessionOpening: SessionOpening;
  readonly sensitiveChanges: SensitiveChanges;
  readonly lastMethod: LastMethod;
};

/** What signs in and registers with providers, and manages the identities of accounts. */
export function composeIdentityServices(config: IdentityConfig, parts: IdentityParts) {
  const { publicOrigin, pagesNext } = config;
  const linkVerifiedEmail = config.linkVerifiedEmail === "on";
  const allowed = new Set([publicOrigin, ...pagesNext]);
  const providerAnswers = new ProviderAnswers(parts);
  const identities = new Identities(parts);
  return {
    identities,
    providerStart: new ProviderStart({ ...parts, allowsOrigin: (origin) => allowed.has(origin) }),
    providerSignIn: new ProviderSignIn({ ...parts, identities, providerAnswers, linkVerifiedEmail }),
    providerRegistration: new ProviderRegistration({ ...parts, identities, names: config }),
    identityManagement: new IdentityManagement({ ...parts, identities, providerAnswers }),
  };
}
