import { codeOf, messageOf } from "../../utils/errorFacts.js";
import type { UniqueField } from "../Store.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

type Outcome = StoreUnavailableError["outcome"];

/** A server's own code: five letters and digits. Those of Node are longer. */
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** Classes by which a server says that it, or the operator's setup, and not the statement, is at fault. */
const UNAVAILABLE = /^(08|28|53|57|58|25006$|3D000$|42501$|55P03$|LK001$)/;
/** After these it is not known whether a commit that was under way has happened: the connection or the server ended with it. */
const UNKNOWN = /^(08|57P|58|40003$)/;
/** A transaction that the server gave up because of others that ran at the same time. It has changed nothing. */
const CONFLICT = /^(40001|40P01)$/;
const PREPARED_STATEMENT_MISSING = /^(26000|42P05)$/;

/** Errors of Node and of the driver, which has none with a code, that say that the server could not be asked. */
const SOCKET_CODES =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES|ERR_STREAM_DESTROYED|ERR_SOCKET_CLOSED|ERR_TLS_\w+|ERR_SSL_\w+|CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/;
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after|The server does not support SSL|Received unexpected|SASL|Connection ended)/;

export function isConflict(error: unknown): boolean {
  return CONFLICT.test(String(codeOf(error)));
}

/** Whether a pooler between us and the server has given the connection to another client, with its prepared statements. */
export function isMissingPreparedStatement(error: unknown): boolean {
  return PREPARED_STATEMENT_MISSING.test(String(codeOf(error)));
}

/** The words of the driver when no connection became free in time. */
export const POOL_BUSY = "timeout exceeded when trying to connect";

/** Whether every connection is in use: others may have a slow server, or there are too few. */
export function isPoolBusy(error: unknown): boolean {
  return messageOf(error) === POOL_BUSY;
}

/** Whether the server has become a standby, or takes no writes. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === "25006";
}

/** Whether the server answered, so that its connection can be used again. */
export function isAnswer(error: unknown): boolean {
  const code = String(codeOf(error));
  return SQLSTATE.test(code) && !UNKNOWN.test(code);
}

function isUnavailable(error: unknown): boolean {
  const code = String(codeOf(error));
  if (SQLSTATE.test(code)) return UNAVAILABLE.test(code);
  return SOCKET_CODES.test(code) || DRIVER_MESSAGES.test(messageOf(error));
}

/** What a failure while a connection was made becomes: nothing was sent. Other errors stay as they are. */
export function toConnectError(error: unknown): unknown {
  return isUnavailable(error) ? unavailable(error, "not-applied") : error;
}

/**
 * A fault of the network or the server as the error of the port; every other error as it is. `unanswered` is the outcome of a statement
 * that was sent and not answered: of a read nothing is unknown.
 */
export function toStoreError(error: unknown, unanswered: Outcome = "unknown"): unknown {
  if (isConflict(error)) return new StoreUnavailableError("The PostgreSQL record is in use.", { cause: error });
  return isUnavailable(error) ? unavailable(error, isAnswer(error) ? "not-applied" : unanswered) : error;
}

function unavailable(cause: unknown, outcome: Outcome): StoreUnavailableError {
  return new StoreUnavailableError(unavailabilityOf(cause), { cause, outcome });
}

function unavailabilityOf(error: unknown): string {
  const code = String(codeOf(error));
  if (isPoolBusy(error))
    return "No connection to PostgreSQL became free in time: raise DATABASE_POOL if the server is not slow.";
  if (code === "LK001") return messageOf(error);
  if (/password must be/.test(messageOf(error))) return "PostgreSQL asks for a password, and its URL has none.";
  if (code === "28000")
    return "PostgreSQL does not let the user of its URL in from this address: allow it in pg_hba.conf, or ask for TLS (sslmode=require).";
  if (code.startsWith("28"))
    return "PostgreSQL does not accept the user name or password of its URL: correct them in DATABASE_URL.";
  if (code === "3D000") return "PostgreSQL has no database of the name in its URL: create it, or correct the URL.";
  if (code === "42501")
    return "PostgreSQL does not permit this to the user of its URL: see docs/guides/postgresql.md, Rights.";
  if (code === "53300")
    return "PostgreSQL has no connection left: raise max_connections, lower DATABASE_POOL, or use PgBouncer.";
  if (/^(CERT_|DEPTH_|SELF_|UNABLE_|ERR_TLS_)/.test(code))
    return "The certificate of PostgreSQL cannot be verified: name its authority in the URL (sslrootcert=<file>).";
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/.test(code))
    return "No PostgreSQL server listens where DATABASE_URL says: start it, or correct the host and port.";
  return "The PostgreSQL database is unavailable.";
}

const UNIQUE_VIOLATION = "23505";

/** The user's field whose unique index refused a write, or `null`. */
export function takenField(error: unknown): UniqueField | null {
  if (codeOf(error) !== UNIQUE_VIOLATION) return null;
  const constraint = String(Reflect.get(Object(error), "constraint"));
  if (constraint.endsWith("usersByUsername")) return "username";
  return constraint.endsWith("usersByEmail") ? "email" : null;
}
