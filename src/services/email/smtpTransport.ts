import { SECOND } from "../../utils/duration.js";
import { loadNodemailer } from "./loadNodemailer.js";
import type { MailTransport } from "./MailTransport.js";
import { toMessage } from "./message.js";
import { toMailError } from "./smtpError.js";
import { DELIVERY_TIMEOUT, STEP_TIMEOUT, smtpOptions } from "./smtpOptions.js";

// Ends with time to spare before a shutdown is cut short.
const CLOSING_PATIENCE = 2 * SECOND;

interface SmtpSettings {
  /** SMTP_URL. */
  url: string;
  /** MAIL_FROM: `address` or `Name <address>`. */
  from: string;
  /** Milliseconds for one step of a delivery and for a whole one. */
  timeouts?: { step: number; delivery: number };
}

/** Sends mail over a few connections to a mail server, which stay open for a while. Throws when the URL is malformed. */
export function createSmtpTransport({ url, from, timeouts }: SmtpSettings): MailTransport {
  const { step, delivery } = timeouts ?? { step: STEP_TIMEOUT, delivery: DELIVERY_TIMEOUT };
  const options = smtpOptions(url, step);
  const createPool = async () => (await loadNodemailer()).createTransport(options);
  let pool: ReturnType<typeof createPool> | null = null;
  const openPool = () => {
    pool ??= createPool();
    return pool;
  };
  const underWay = new Set<Promise<unknown>>();

  return {
    send: async (mail) => {
      const message = { ...toMessage(mail, from), signal: AbortSignal.timeout(delivery) };
      const sending = openPool().then((opened) => opened.sendMail(message));
      underWay.add(sending);
      try {
        await sending;
      } catch (error) {
        throw toMailError(error);
      } finally {
        underWay.delete(sending);
      }
    },
    close: async () => {
      const opened = await openPool();
      // Idle connections go at once, a busy one after its delivery.
      opened.close();
      const patience = AbortSignal.timeout(CLOSING_PATIENCE);
      patience.addEventListener("abort", () => opened.close({ force: true }), { once: true });
      await Promise.allSettled(underWay);
    },
  };
}
