import type { Config } from "../config/index.js";
import { type AccountDeps, ERASE_ACCOUNT, eraseLeftovers } from "../services/account/index.js";
import {
  MAIL_JOB,
  MailDelivery,
  Mailer,
  type MailTransport,
  OneTimeLinks,
  OutboxTransport,
  SmtpTransport,
} from "../services/email/index.js";
import type { Events } from "../services/events/index.js";
import { JobRunner } from "../services/queue/index.js";
import type { Clock } from "../utils/clock.js";

type EmailParts = Pick<
  AccountDeps,
  "store" | "clock" | "events" | "background" | "audit" | "limits" | "passwordAttempts"
> & {
  /** Replaces the mail server or the outbox of the settings. */
  readonly transport: MailTransport | undefined;
};

/** What sends emails: links, the queue with its jobs, and the way out. */
export function composeEmailServices(config: Config, parts: EmailParts) {
  const { store, clock, events, background, audit, limits, passwordAttempts } = parts;
  const links = new OneTimeLinks({ tokens: store.oneTimeTokens, clock });
  const transport = parts.transport ?? createTransport(config, clock, events);
  const delivery = new MailDelivery({ users: store.users, links, transport, events, publicUrl: config.pagesUrl });
  const jobRunner = new JobRunner({
    queue: store.queue,
    clock,
    background,
    handlers: {
      [MAIL_JOB]: (job) => delivery.deliver(job),
      [ERASE_ACCOUNT]: (job) => eraseLeftovers({ store, audit, passwordAttempts }, job),
    },
    events,
  });
  return { links, transport, jobRunner, mailer: new Mailer({ jobs: jobRunner, limits, clock, events }) };
}

/** Emails go to the mail server, or into the outbox where none is set. */
function createTransport(config: Config, clock: Clock, events: Events): MailTransport {
  if (config.smtpUrl !== null) return new SmtpTransport({ url: config.smtpUrl, from: config.mailFrom });
  return new OutboxTransport({ directory: config.outboxDirectory, from: config.mailFrom, clock, events });
}
