import type { OutgoingMail } from "./mails.js";

/** An email that is ready to be sent. `kind` says what it is about and never contains an address or a secret. */
export interface Mail {
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What emails leave by. */
export interface MailTransport {
  /** Rejects with PermanentJobError if a retry is no use. An error contains no address and no password. */
  send(mail: OutgoingMail): Promise<void>;
  /** Lets deliveries in progress end, for a few seconds, and closes the connections. Further emails are refused. */
  close(): Promise<void>;
}
