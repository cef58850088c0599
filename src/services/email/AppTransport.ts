import { SECOND } from "../../utils/duration.js";
import { frozenCopy } from "../../utils/frozenCopy.js";
import { withTimeout } from "../../utils/withTimeout.js";
import { callMailFunction } from "./callMailFunction.js";
import type { MailTransport } from "./MailTransport.js";
import type { OutgoingMail, SendMail } from "./mails.js";
import { assertPlainAddress } from "./message.js";

// Ends well before a shutdown is forced.
const CLOSE_TIMEOUT = 2 * SECOND;

/** Sends mail by the app's own function. What it rejects is retried as any failed delivery. */
export class AppTransport implements MailTransport {
  readonly #sendMail: SendMail;
  readonly #sending = new Set<Promise<void>>();
  readonly #abandoned: Promise<never>;
  #abandon = () => {};

  constructor(sendMail: SendMail) {
    this.#sendMail = sendMail;
    this.#abandoned = new Promise((_, reject) => {
      this.#abandon = () => reject(new Error("Latchkey was closed before sendMail had ended."));
    });
    // Nobody may be waiting for it.
    this.#abandoned.catch(() => undefined);
  }

  async send(mail: OutgoingMail): Promise<void> {
    assertPlainAddress(mail.to);
    const sendMail = this.#sendMail;
    const name = `sendMail of a mail of the kind ${mail.kind}`;
    const sending = callMailFunction(name, mail, () => sendMail(frozenCopy(mail)));
    this.#sending.add(sending);
    try {
      await Promise.race([sending, this.#abandoned]);
    } finally {
      this.#sending.delete(sending);
    }
  }

  async close(): Promise<void> {
    const ended = Promise.allSettled(this.#sending).then(() => undefined);
    await withTimeout(ended, CLOSE_TIMEOUT, () => new Error("sendMail has not ended.")).catch(this.#abandon);
  }
}
