import type { Clock } from "../../utils/clock.js";
import type { JobRunner } from "../queue/index.js";
import { type MailRequest, mailJobOf } from "./mailJob.js";

export interface Mailer {
  /**
   * Asks for a mail by one write, and reads nothing: a request for an unknown address does exactly the work of one for a
   * known address. Whether there is anything to send is decided when the mail is made.
   */
  enqueue(request: MailRequest): Promise<void>;
}

export function createMailer(deps: { jobs: Pick<JobRunner, "add">; clock: Clock }): Mailer {
  return { enqueue: (request) => deps.jobs.add(mailJobOf(request, deps.clock.now())) };
}
