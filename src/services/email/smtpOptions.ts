import { MINUTE, SECOND } from "../../utils/duration.js";
import { NO_OUTSIDE_CONTENT } from "./message.js";

const THIS_MACHINE = new Set(["localhost", "127.0.0.1", "::1"]);

/** Milliseconds for one step of a delivery: a lookup, a connection, a greeting, a reply. */
export const STEP_TIMEOUT = 15 * SECOND;
/** Milliseconds for a whole delivery, however slowly a server replies. Well below the lease of a job. */
export const DELIVERY_TIMEOUT = MINUTE;

/**
 * The options of nodemailer for a mail server. Only the host, the port and the credentials are taken from the URL: nodemailer
 * reads more, so that `?tls.rejectUnauthorized=false` or `?logger=true` would undo what is set here.
 *
 * Away from this machine TLS is required, with a verified certificate: a reset link that is read on the way opens an account.
 * Throws when the text is not a URL, without repeating it, because it may contain a password.
 */
export function smtpOptions(url: string, stepTimeout = STEP_TIMEOUT) {
  if (!URL.canParse(url)) throw new Error("The URL of the mail server is malformed.");
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.toLowerCase().replace(/^\[(.+)\]$/, "$1");
  const isLocal = THIS_MACHINE.has(host);
  return {
    ...NO_OUTSIDE_CONTENT,
    pool: true as const,
    host,
    ...(port !== "" && { port: Number(port) }),
    secure: protocol === "smtps:" || port === "465",
    requireTLS: !isLocal,
    // This connection crosses no network, and nobody signs the certificate of a local server.
    ignoreTLS: isLocal,
    tls: { minVersion: "TLSv1.2" as const, rejectUnauthorized: true },
    ...(username !== "" && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    // The job queue retries.
    maxRequeues: 1,
    dnsTimeout: stepTimeout,
    connectionTimeout: stepTimeout,
    greetingTimeout: stepTimeout,
    socketTimeout: stepTimeout,
  };
}
