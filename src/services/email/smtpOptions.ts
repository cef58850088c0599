import { MINUTE, SECOND } from "../../utils/duration.js";
import { NO_OUTSIDE_CONTENT } from "./message.js";

const THIS_MACHINE = new Set(["localhost", "127.0.0.1", "::1"]);

/** Milliseconds for one step of a delivery: to look up, to connect, to be greeted, to be answered. */
export const STEP_TIMEOUT = 15 * SECOND;
/** Milliseconds for a whole delivery, however slowly a server drips. Well below the lease of a job. */
export const DELIVERY_TIMEOUT = MINUTE;

/**
 * What nodemailer needs for a mail server. Only the host, the port and the credentials are taken from the URL: nodemailer
 * reads more, so that `?tls.rejectUnauthorized=false` or `?logger=true` would undo what is set here.
 *
 * Away from this machine TLS is required, with a certificate that is verified: a reset link read on the way is an account.
 * Throws when the text is no URL, without repeating it, because it may hold a password.
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
    // What stays on this machine crosses no network, and a local server's certificate is nobody's.
    ignoreTLS: isLocal,
    tls: { minVersion: "TLSv1.2" as const, rejectUnauthorized: true },
    ...(username !== "" && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    // The queue tries again, and knows for how long.
    maxRequeues: 1,
    dnsTimeout: stepTimeout,
    connectionTimeout: stepTimeout,
    greetingTimeout: stepTimeout,
    socketTimeout: stepTimeout,
  };
}
