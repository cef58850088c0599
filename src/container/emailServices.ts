import type { AppOptions, Config } from "../config/index.js";
import { type AccountDeps, ERASE_ACCOUNT, eraseLeftovers } from "../services/account/index.js";
import {
  AppTransport,
  EmailCodes,
  MAIL_JOB,
  MailContents,
  MailDelivery,
  Mailer,
  type MailTransport,
  OneTimeLinks,
  Outbox,
  OutboxTransport,
  SmtpTransport,
} from "../services/email/index.js";
import type { UserViews } from "../services/fields/index.js";
import { JobRunner } from "../services/queue/index.js";

type EmailParts = Pick<
  AccountDeps,
  | "store"
  | "clock"
  | "events"
  | "background"
  | "audit"
  | "limits"
  | "passwordAttempts"
  | "factorAttempts"
  | "trustedDevices"
  | "fields"
> & {
  /** Replaces the mail server or the outbox of the settings. */
  readonly transport: MailTransport | undefined;
  readonly userViews: UserViews;
  readonly app: AppOptions;
};

/** What sends emails: links, the queue with its jobs, and the way out. */
export function composeEmailServices(config: Config, parts: EmailParts) {
  const { store, clock, events, background, audit, fields, userViews, app } = parts;
  const { limits, passwordAttempts, factorAttempts, trustedDevices } = parts;
  const links = new OneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const emailCodes = new EmailCodes({ codes: store.emailCodes, clock });
  const transport = parts.transport ?? createTransport(config, parts);
  const publicUrl = config.pagesUrl;
  const brand = { name: config.brandName, color: config.brandColor, logoUrl: config.brandLogoUrl };
  const contents = new MailContents({ publicUrl, brand, texts: app.mails });
  const delivery = new MailDelivery({
    users: store.users,
    clock,
    links,
    emailCodes,
    trustedDevices,
    contents,
    transport,
    events,
    fields,
    userViews,
    publicUrl,
  });
  const jobRunner = new JobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: {
      [MAIL_JOB]: (job) => delivery.deliver(job),
      [ERASE_ACCOUNT]: (job) => eraseLeftovers({ store, audit, passwordAttempts, factorAttempts }, job),
    },
    events,
  });
  // What shows the mails that were written instead of being sent, where that is allowed.
  const outbox = config.outboxUrl === null ? null : new Outbox({ directory: config.outboxDirectory });
  return {
    links,
    emailCodes,
    transport,
    outbox,
    jobRunner,
    mailer: new Mailer({ jobs: jobRunner, limits, clock, events, fields }),
  };
}

/** Emails go where the app sends them, else to the mail server, or into the outbox where none is set. */
function createTransport(config: Config, { app, clock, events }: EmailParts): MailTransport {
  if (app.sendMail !== undefined) return new AppTransport(app.sendMail);
  if (config.smtpUrl !== null) return new SmtpTransport({ url: config.smtpUrl, from: config.mailFrom });
  const { outboxDirectory: directory, outboxUrl: page, mailFrom: from } = config;
  return new OutboxTransport({ directory, page, from, clock, events });
}
