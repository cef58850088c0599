/** A mail that is ready to go. `kind` says what it is about and never holds an address or a secret. */
export interface Mail {
  readonly kind: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Takes mails out of the house. */
export interface MailTransport {
  /**
   * Resolves when somebody else is responsible for the mail. Rejects with PermanentJobError when trying again is no use,
   * and otherwise with an error that says why it failed, without the address and without a password.
   */
  send(mail: Mail): Promise<void>;
  /** Lets what is under way end, for a few seconds, and releases the connections. Further mails are refused. */
  close(): Promise<void>;
}
