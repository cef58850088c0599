import { SECOND } from "../../utils/duration.js";
import { messageOf } from "../../utils/errorFacts.js";
import { PermanentJobError } from "../queue/index.js";
import type { Mail, MailTransport } from "./MailTransport.js";
import { loadNodemailer, toMessage } from "./message.js";
import { DELIVERY_TIMEOUT, STEP_TIMEOUT, smtpOptions } from "./smtpOptions.js";

// Ends well before a shutdown is forced.
const CLOSE_TIMEOUT = 2 * SECOND;

interface SmtpSettings {
  /** SMTP_URL. */
  url: string;
  /** MAIL_FROM: `address` or `Name <address>`. */
  from: string;
  /** Milliseconds for one step of a delivery and for a whole one. */
  timeouts?: { step: number; delivery: number };
}

/** Sends email over a few connections to a mail server, which stay open for a while. Throws when the URL is malformed. */
export class SmtpTransport implements MailTransport {
  readonly #from: string;
  readonly #deliveryTimeout: number;
  readonly #options: ReturnType<typeof smtpOptions>;
  readonly #sending = new Set<Promise<unknown>>();
  #pool: ReturnType<typeof createPool> | null = null;

  constructor({ url, from, timeouts }: SmtpSettings) {
    const { step, delivery } = timeouts ?? { step: STEP_TIMEOUT, delivery: DELIVERY_TIMEOUT };
    this.#from = from;
    this.#deliveryTimeout = delivery;
    this.#options = smtpOptions(url, step);
  }

  async send(mail: Mail): Promise<void> {
    const message = { ...toMessage(mail, this.#from), signal: AbortSignal.timeout(this.#deliveryTimeout) };
    const sending = this.#openPool().then((pool) => pool.sendMail(message));
    this.#sending.add(sending);
    try {
      await sending;
    } catch (error) {
      throw toMailError(error);
    } finally {
      this.#sending.delete(sending);
    }
  }

  async close(): Promise<void> {
    const pool = await this.#openPool();
    // Idle connections close at once, a busy one after its delivery.
    pool.close();
    const timeout = AbortSignal.timeout(CLOSE_TIMEOUT);
    timeout.addEventListener("abort", () => pool.close({ force: true }), { once: true });
    await Promise.allSettled(this.#sending);
  }

  #openPool(): ReturnType<typeof createPool> {
    this.#pool ??= createPool(this.#options);
    return this.#pool;
  }
}

async function createPool(options: ReturnType<typeof smtpOptions>) {
  return (await loadNodemailer()).createTransport(options);
}

const CHECK_TIMEOUT = 5 * SECOND;

/** Signs in to the mail server and sends nothing. Answers why that failed, without the password, or `null`. */
export async function checkSmtp(url: string): Promise<string | null> {
  const { createTransport } = await loadNodemailer();
  const transport = createTransport(smtpOptions(url, CHECK_TIMEOUT));
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return `It was refused ${smtpFailure(error)}`;
  } finally {
    transport.close();
  }
}

/** The replies for an unknown mailbox (RFC 5321 section 4.2.2). The causes of others can be fixed. */
const NO_SUCH_MAILBOX = new Set([550, 551, 553]);
const ENHANCED_STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

/**
 * What may be logged of a failed delivery. A server's reply repeats the address, and may repeat what it was sent, so only its
 * numbers are kept. A failure before any reply is reported in full.
 */
function toMailError(error: unknown): Error {
  const { command, responseCode } = factsOf(error);
  const message = `The mail was not delivered ${smtpFailure(error)}`;
  const isHopeless = command === "RCPT TO" && responseCode !== undefined && NO_SUCH_MAILBOX.has(responseCode);
  return isHopeless ? new PermanentJobError(message) : new Error(message);
}

/** The same without the words that begin it: `(EAUTH 535 at AUTH)`. */
function smtpFailure(error: unknown): string {
  const { code, command, responseCode, response } = factsOf(error);
  const status = ENHANCED_STATUS.exec(response)?.[0];
  const what = [code, responseCode, status].filter((part) => part !== undefined).join(" ");
  const where = command === "" ? "" : ` at ${command}`;
  const why = command === "CONN" ? `: ${messageOf(error).replaceAll(/\s+/g, " ")}` : "";
  return `(${what}${where})${why}`;
}

function factsOf(error: unknown) {
  const facts: Readonly<Record<string, unknown>> = typeof error === "object" ? { ...error } : {};
  const { code, command, responseCode, response } = facts;
  return {
    code: typeof code === "string" ? code : "unknown reason",
    // The verb alone: an AUTH command carries the password.
    command: /^(?:CONN|STARTTLS|EHLO|HELO|AUTH|MAIL FROM|RCPT TO|DATA)\b/.exec(String(command))?.[0] ?? "",
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    response: typeof response === "string" ? response : "",
  };
}
