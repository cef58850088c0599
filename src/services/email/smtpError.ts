import { messageOf } from "../../utils/errorFacts.js";
import { PermanentJobError } from "../queue/index.js";

/** The replies for an unknown mailbox (RFC 5321 section 4.2.2). The causes of others can be fixed. */
const NO_SUCH_MAILBOX = new Set([550, 551, 553]);
const ENHANCED_STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;

/**
 * What may be logged of a failed delivery. A server's reply repeats the address, and may repeat what it was sent, so only its
 * numbers are kept. A failure before any reply is reported in full.
 */
export function toMailError(error: unknown): Error {
  const { command, responseCode } = factsOf(error);
  const message = `The mail was not delivered ${smtpFailure(error)}`;
  const isHopeless = command === "RCPT TO" && responseCode !== undefined && NO_SUCH_MAILBOX.has(responseCode);
  return isHopeless ? new PermanentJobError(message) : new Error(message);
}

/** The same without the words that begin it: `(EAUTH 535 at AUTH)`. */
export function smtpFailure(error: unknown): string {
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
