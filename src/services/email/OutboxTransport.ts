import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../../utils/clock.js";
import { makeFolder } from "../../utils/makeFolder.js";
import { sortableUtc } from "../../utils/utcTime.js";
import type { Events } from "../events/index.js";
import type { Mail, MailTransport } from "./MailTransport.js";
import { loadNodemailer, NO_OUTSIDE_CONTENT, toMessage } from "./message.js";

interface OutboxSettings {
  /** The folder of the mails; it is made when the first is written. */
  directory: string;
  /** The URL that shows it, for the log. */
  page?: string | null;
  /** MAIL_FROM: `address` or `Name <address>`. */
  from: string;
  clock: Clock;
  events: Events;
}

/** Writes each email to a file that a mail program opens, instead of sending it: for a machine without a mail server. */
export class OutboxTransport implements MailTransport {
  readonly #settings: OutboxSettings;

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
  }

  async send(mail: Mail): Promise<void> {
    const { directory, from, clock, events, page } = this.#settings;
    const { createTransport } = await loadNodemailer();
    const composer = createTransport({ streamTransport: true, buffer: true, ...NO_OUTSIDE_CONTENT });
    const { message } = await composer.sendMail({
      ...toMessage(mail, from),
      text: { raw: part("text/plain", mail.text) },
      html: { raw: part("text/html", mail.html) },
    });
    const file = join(directory, fileName(mail, clock.now()));
    await publish(file, directory, message);
    events.emit("mail.written", { file, ...(page !== undefined && { page }) });
  }

  async close(): Promise<void> {}
}

// Quoted-printable would break the link in the middle, and most people read these files without a mail program.
function part(contentType: string, content: string): string {
  const head = [`Content-Type: ${contentType}; charset=utf-8`, "Content-Transfer-Encoding: 8bit"];
  return `${head.join("\r\n")}\r\n\r\n${content.replaceAll("\n", "\r\n")}`;
}

function fileName({ kind }: Mail, now: number): string {
  return `${sortableUtc(now)}-${kind}-${randomBytes(4).toString("hex")}.eml`;
}

// A rename shows the file whole or not at all. It holds a link that opens an account, so only its owner may read it.
async function publish(file: string, directory: string, content: string | NodeJS.ReadableStream | Buffer) {
  const draft = `${file}.draft`;
  makeFolder(directory);
  try {
    await writeFile(draft, content, { mode: 0o600, flag: "wx", flush: true });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
}
