import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import type { Events } from "../events/index.js";
import type { JobRunner } from "../queue/index.js";
import type { CountedLimit, Limits } from "../rateLimit/index.js";
import { mailboxKey } from "./mailboxKey.js";
import { type MailRequest, mailJobOf } from "./mailJob.js";

export interface Mailer {
  /**
   * Counts a mail to its recipient and queues it. It looks no account up: a request for an unknown address does exactly the
   * work of one for a known address. Whether there is anything to send is decided when the mail is made.
   *
   * Over the recipient's budget nothing is queued. Throws RATE_LIMITED then, where the mail is all that was asked for;
   * otherwise answers `dropped`, since what the mail is about happens all the same.
   */
  enqueue(request: MailRequest): Promise<MailOutcome>;
}

type MailOutcome = "queued" | "dropped";

interface Deps {
  jobs: Pick<JobRunner, "add">;
  limits: Pick<Limits, "consume">;
  clock: Clock;
  events: Events;
}

/** What a mail is counted by: its recipient, and everybody together where a mail is all that a request asks for. */
interface Budget {
  readonly limit: CountedLimit;
  readonly key: string;
  readonly shared: "forgot.global" | "resend.global" | null;
}

/** The mails that somebody asks for, and that are all that is asked for. */
const ASKED_FOR: readonly CountedLimit[] = ["forgot.account", "resend.account"];

/**
 * The only way into the queue of mails. Every mail has a budget that belongs to its recipient and not to who causes it:
 * anybody can register with a stranger's address, or give it as a new one, as often as they like and from any address.
 * The counter is in the store and belongs to no account, so neither a restart nor a deletion begins a new budget.
 */
export function createMailer({ jobs, limits, clock, events }: Deps): Mailer {
  return {
    enqueue: async (request) => {
      const { limit, key, shared } = budgetOf(request);
      try {
        await limits.consume(limit, key);
      } catch (error) {
        const isOverBudget = error instanceof ApiError && error.code === "RATE_LIMITED";
        if (!isOverBudget || ASKED_FOR.includes(limit)) throw error;
        events.emit("mail.dropped", { mail: request.kind, limit });
        return "dropped";
      }
      // Last of all limits: a mail that its recipient's budget refuses must not use up what everybody shares.
      if (shared !== null) await limits.consume(shared, "all");
      await jobs.add(mailJobOf(request, clock.now()));
      events.emit("mail.queued");
      return "queued";
    },
  };
}

/**
 * Each cause has a budget of its own. So a stranger who asks for links until there are no more cannot keep back a notice,
 * and a notice of one kind keeps back none of another kind. Before an address is verified, notices to it may be a stranger's
 * doing: those are few, and what they use up is not missing once the owner has verified it.
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
    case "change-email":
      return { limit: "change-email.account", key: mailboxKey(request.to), shared: null };
    default: {
      const { email, emailVerifiedAt } = request.user;
      const limit = emailVerifiedAt === null ? "notice.unverified" : "notice.account";
      return { limit, key: `${request.kind} ${mailboxKey(email)}`, shared: null };
    }
  }
}
