import { vi } from "vitest";
import { composeAccountServices } from "../../../src/container/accountServices.js";
import { composeFactorServices } from "../../../src/container/factorServices.js";
import { RegistrationProofs } from "../../../src/services/account/index.js";
import {
  MAIL_JOB,
  type Mail,
  MailContents,
  MailDelivery,
  Mailer,
  OneTimeLinks,
} from "../../../src/services/email/index.js";
import { AppFields, UserViews } from "../../../src/services/fields/index.js";
import { AppHooks } from "../../../src/services/hooks/index.js";
import { type PasswordHasher, PasswordPolicy } from "../../../src/services/password/index.js";
import { ProviderFlows } from "../../../src/services/providers/index.js";
import { JobRunner } from "../../../src/services/queue/index.js";
import {
  createCounterKey,
  FactorAttempts,
  Limits,
  PasswordAttempts,
  ReauthAttempts,
  TrustedDevices,
} from "../../../src/services/rateLimit/index.js";
import { LIMITS } from "../../../src/services/rateLimit/limitRules.js";
import type { Store } from "../../../src/stores/Store.js";
import { MINUTE } from "../ManualClock.js";
import { BRAND } from "../mail/everyMail.js";
import { createSessionServices } from "./sessionServices.js";

/** The services of an account as the container puts it together, over any store and the test's clock. Mail is collected. */
export function createAccountServices(
  store: Store,
  { hasher, limited = false }: { hasher: Pick<PasswordHasher, "hash" | "verify" | "needsRehash">; limited?: boolean },
) {
  const services = createSessionServices(store);
  const { clock, background, audit, events } = services;
  const mails: Mail[] = [];
  const onUpgradeFailed = vi.fn<(error: unknown) => void>();
  const secrets = ["refresh secret of the unit tests, 0123"];
  const counterKey = createCounterKey(secrets);
  const limiting = { store: store.rateLimits, clock, limits: LIMITS, counterKey, enabled: limited, events };
  const links = new OneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const transport = { send: async (mail: Mail) => void mails.push(mail), close: async () => undefined };
  const publicUrl = "http://localhost:3000";
  const fields = new AppFields({});
  const userViews = new UserViews({ fields });
  const contents = new MailContents({ publicUrl, brand: BRAND });
  const delivery = new MailDelivery({
    users: store.users,
    links,
    contents,
    transport,
    events,
    fields,
    userViews,
    publicUrl,
  });
  const jobs = new JobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: {
      [MAIL_JOB]: (job) => delivery.deliver(job),
    },
    events,
  });
  const limits = new Limits(limiting);
  const trustedDevices = new TrustedDevices({ secrets, clock });
  const factorAttempts = new FactorAttempts(limiting);
  const mailer = new Mailer({ jobs, limits, clock, events, fields });
  const { flows } = services;
  const factorParts = { store, clock, background, audit, mailer, factorAttempts, trustedDevices, flows };
  const site = { passkeyRpId: "localhost", passkeyOrigins: [], publicOrigin: publicUrl, brandName: BRAND.name };
  const names = { username: "required", fullName: "required" } as const;
  const settings = {
    ...site,
    ...names,
    refreshTokenSecrets: secrets,
    freshness: 10 * MINUTE,
    pagesNext: [],
    linkVerifiedEmail: "off" as const,
  };
  const account = composeAccountServices(settings, {
    ...factorParts,
    ...composeFactorServices(settings, factorParts),
    users: store.users,
    hasher,
    fields,
    hooks: new AppHooks({ fields, userViews }),
    passwordPolicy: new PasswordPolicy({ minLength: 8 }),
    limits,
    passwordAttempts: new PasswordAttempts(limiting),
    reauthAttempts: new ReauthAttempts(limiting),
    enrolledFactors: services.enrolledFactors,
    registrationProofs: new RegistrationProofs({ secrets, clock }),
    providers: { get: () => null, list: () => [] },
    providerFlows: new ProviderFlows({ clock, flows }),
    links,
    jobs,
    tokenIssuer: services.tokenIssuer,
    sessions: services.sessions,
    sessionRevocation: services.sessionRevocation,
    events,
  });
  events.on("hash.upgradeFailed", ({ error }) => onUpgradeFailed(error));
  return { ...services, ...account, mails, onUpgradeFailed };
}
