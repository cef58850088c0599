import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import type { Events } from "../events/index.js";
import type { AppFields } from "../fields/index.js";
import type { JobRunner } from "../queue/index.js";
import type { CountedLimit, Limits } from "../rateLimit/index.js";
import { localeOf } from "./localeOf.js";
import { mailboxKey } from "./mailboxKey.js";
import { type MailRequest, toEmailJob } from "./mailJob.js";

interface MailerDeps {
  jobs: Pick<JobRunner, "add">;
  limits: Pick<Limits, "consume">;
  clock: Clock;
  events: Events;
  fields: AppFields;
}

/** What an email is counted by: its recipient, and all requests together where the email is all that is asked for. */
interface Budget {
  readonly limit: CountedLimit;
  readonly key: string;
  readonly shared: "forgot.global" | "resend.global" | "email-code.global" | null;
}

/**
 * The limits of emails that are all that a request asks for, and that must not be over in silence. A code is not among them: its
 * request always gets its flow.
 */
const ASKED_FOR: readonly CountedLimit[] = ["forgot.account", "resend.account"];

/**
 * The only way into the queue of emails. Every email has a budget that belongs to its recipient and not to who causes it:
 * anybody can register with a stranger's address, or enter it as a new one, as often as they like and from any address. The
 * counter is in the store and belongs to no account, so neither a restart nor a deletion begins a new budget.
 */
export class Mailer {
  readonly #deps: MailerDeps;

  constructor(deps: MailerDeps) {
    this.#deps = deps;
  }

  /**
   * Counts an email to its recipient and queues it. It looks no account up: a request for an unknown address does exactly the
   * work of one for a known address. Whether there is anything to send is decided when the email is written.
   *
   * Over the recipient's budget nothing is queued. It throws RATE_LIMITED then, where the email is all that was asked for;
   * otherwise it answers `dropped`, because what the email is about happens all the same.
   */
  async enqueue(request: MailRequest): Promise<"queued" | "dropped"> {
    const { jobs, limits, clock, events, fields } = this.#deps;
    const { limit, key, shared } = budgetOf(request);
    try {
      await limits.consume(limit, key);
    } catch (error) {
      const isOverBudget = error instanceof ApiError && error.code === "RATE_LIMITED";
      if (!isOverBudget || ASKED_FOR.includes(limit)) throw error;
      events.emit("mail.dropped", { mail: request.kind, limit });
      return "dropped";
    }
    // The last of all limits: an email that its recipient's budget refuses must not use up what everybody shares.
    if (shared !== null) await limits.consume(shared, "all");
    const locale = "user" in request ? localeOf(fields, request.user.fields) : undefined;
    await jobs.add(toEmailJob(request, clock.now(), locale));
    events.emit("mail.queued");
    return "queued";
  }
}

/**
 * Each cause has its own budget. A stranger who asks for links until there are no more cannot suppress a notice, and a notice of
 * one kind does not suppress another kind. Before an address is verified, a stranger may cause notices to it: their budget is
 * small and separate, so nothing is missing once the owner has verified it.
 */
function budgetOf(request: MailRequest): Budget {
  switch (request.kind) {
    case "verify-email": {
      const key = mailboxKey(request.to);
      // `register.global` counts the account that is made.
      if (request.occasion === "registration") return { limit: "register.account", key, shared: null };
      return { limit: "resend.account", key, shared: "resend.global" };
    }
    case "reset-password":
      return { limit: "forgot.account", key: mailboxKey(request.to), shared: "forgot.global" };
    case "email-code":
      return { limit: "email-code.account", key: mailboxKey(request.to), shared: "email-code.global" };
    case "change-email":
      return { limit: "change-email.account", key: mailboxKey(request.to), shared: null };
    default: {
      const { email, emailVerifiedAt } = request.user;
      const limit = emailVerifiedAt === null ? "notice.unverified" : "notice.account";
      return { limit, key: `${request.kind} ${mailboxKey(email)}`, shared: null };
    }
  }
}
