import type { Mailer, MailTransport } from "../services/email/index.js";
import type { Metrics } from "./createMetrics.js";
import { onEnd, onSuccess } from "./onEnd.js";

/** The same transport, whose mails are counted. */
export function watchTransport(transport: MailTransport, metrics: Metrics): MailTransport {
  return {
    ...transport,
    send: (mail) => {
      const call = transport.send(mail);
      onEnd(
        call,
        () => metrics.mails.inc({ outcome: "sent" }),
        () => metrics.mails.inc({ outcome: "failed" }),
      );
      return call;
    },
  };
}

/** The same mailer, whose mails are counted. Some that are queued become pointless, and are not sent when their time comes. */
export function watchMailer(mailer: Mailer, metrics: Metrics): Mailer {
  return {
    enqueue: (request) => {
      const call = mailer.enqueue(request);
      onSuccess(call, (outcome) => metrics.mails.inc({ outcome }));
      return call;
    },
  };
}
