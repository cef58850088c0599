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

/** The same mailer: what it takes is counted. Some of that is dropped when its time comes, as it has become pointless. */
export function watchMailer(mailer: Mailer, metrics: Metrics): Mailer {
  return {
    enqueue: (request) => {
      const call = mailer.enqueue(request);
      onSuccess(call, () => metrics.mails.inc({ outcome: "queued" }));
      return call;
    },
  };
}
