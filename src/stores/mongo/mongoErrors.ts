import type { mongo } from "mongoose";
import { codeOf, isError, nameOf } from "../../utils/errorFacts.js";
import type { UniqueField } from "../Store.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";

/** Errors of the driver and of Mongoose that say that no server could be asked. */
const UNAVAILABLE_NAMES = new Set([
  "MongoNetworkError",
  "MongoNetworkTimeoutError",
  "MongoPoolClearedError",
  "MongoPoolClosedError",
  "MongoWaitQueueTimeoutError",
  "MongoServerSelectionError",
  "MongoNotConnectedError",
  "MongoTopologyClosedError",
  "MongoServerClosedError",
  "MongoClientClosedError",
  "MongoOperationTimeoutError",
  "MongoExpiredSessionError",
  "MongoWriteConcernError",
  "MongooseServerSelectionError",
]);

/** A socket that the server ended just before: the driver lets some of Node's own errors through. */
const SOCKET_CODES = new Set<unknown>(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ERR_STREAM_DESTROYED", "ETIMEDOUT"]);

/** Errors of the driver that carry a server's code. */
const ERRORS_WITH_CODE = /^Mongo\w*(Server|Write)Error$/;

const UNAUTHORIZED = 13;
const AUTHENTICATION_FAILED = 18;
const WRITE_CONFLICT = 112;

/** Codes by which a server says that it, or the operator's setup, and not the command, is at fault. */
const UNAVAILABLE_CODES = new Set<unknown>([
  6, // HostUnreachable
  7, // HostNotFound
  UNAUTHORIZED,
  AUTHENTICATION_FAILED,
  24, // LockTimeout
  43, // CursorNotFound
  46, // LockBusy
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernFailed
  89, // NetworkTimeout
  91, // ShutdownInProgress
  94, // NotYetInitialized
  100, // UnsatisfiableWriteConcern
  WRITE_CONFLICT,
  117, // ConflictingOperationInProgress
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  146, // ExceededMemoryLimit
  150, // StaleEpoch
  175, // QueryPlanKilled
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  211, // KeyNotFound: the keys of the cluster's time, just after an election
  237, // CursorKilled
  249, // StaleDbVersion
  261, // TooManyLogicalSessions
  262, // ExceededTimeLimit
  314, // ObjectIsBusy
  317, // ConnectionPoolExpired
  365, // TemporarilyUnavailable
  371, // UserWritesBlocked, by an operator
  384, // ConnectionError
  402, // ResourceExhausted
  407, // PooledConnectionAcquisitionExceededTimeLimit
  433, // AdmissionQueueOverflow
  449, // RateLimitExceeded
  450, // PooledConnectionAcquisitionRejected
  453, // InterruptedDueToReshardingCriticalSection
  462, // IngressRequestRateLimitExceeded
  8_000, // AtlasError
  9_001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_601, // Interrupted
  11_602, // InterruptedDueToReplStateChange
  13_388, // StaleConfig
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
  14_031, // OutOfDiskSpace
]);

/** By these a server marks what is no fault of the command, also under codes that this program does not know. */
const UNAVAILABLE_LABELS = ["SystemOverloadedError", "RetryableError", "RetryableWriteError"];

function isUnavailable(error: unknown): boolean {
  const name = nameOf(error);
  if (UNAVAILABLE_NAMES.has(name) || SOCKET_CODES.has(codeOf(error))) return true;
  if (!ERRORS_WITH_CODE.test(name)) return false;
  return UNAVAILABLE_CODES.has(codeOf(error)) || UNAVAILABLE_LABELS.some((label) => labelsOf(error).includes(label));
}

function labelsOf(error: unknown): readonly unknown[] {
  const labels: unknown = isError(error) ? Reflect.get(error, "errorLabels") : [];
  return Array.isArray(labels) ? labels : [];
}

/** A fault of the network or the server as the error of the port; every other error as it is. */
export function toStoreError(error: unknown, outcome: StoreUnavailableError["outcome"]): unknown {
  if (!isUnavailable(error)) return error;
  return new StoreUnavailableError(unavailabilityOf(codeOf(error)), { cause: error, outcome });
}

function unavailabilityOf(code: string | number | undefined): string {
  if (code === AUTHENTICATION_FAILED) return "MongoDB does not accept the user name or password of its URL.";
  if (code === UNAUTHORIZED) return "MongoDB does not permit this to the user of its URL: grant the role readWrite.";
  return "The MongoDB database is unavailable.";
}

/** Whether a server gave a write up because another one changed the same record. It has then changed nothing. */
export function isWriteConflict(error: unknown): boolean {
  return ERRORS_WITH_CODE.test(nameOf(error)) && codeOf(error) === WRITE_CONFLICT;
}

const DUPLICATE_KEY = 11_000;
/** The driver's classes for what a server answered, one that inherits among them. */
const SERVER_ERRORS = new Set(["MongoServerError", "MongoBulkWriteError"]);
const INDEX_NAME = /\bindex:? \S*?(username|email)_1\b/;

/** Whether a unique index refused a write. */
export function isDuplicateKey(error: unknown): error is mongo.MongoServerError {
  return SERVER_ERRORS.has(nameOf(error)) && codeOf(error) === DUPLICATE_KEY;
}

/** The user's field that a duplicate-key error names, or `null`: not every server says which index it was. */
export function duplicateField(error: mongo.MongoServerError): UniqueField | null {
  const keyPattern: unknown = error["keyPattern"];
  const field = keyPattern ? Object.keys(keyPattern)[0] : INDEX_NAME.exec(error.message)?.[1];
  return field === "username" || field === "email" ? field : null;
}

const ATTEMPTS = 5;

/**
 * Runs a write that may insert. Of concurrent writes for one key some fail as duplicates, because the key was missing when
 * they began. Such a failure is certain to have changed nothing, so the write runs again, a few times at most. After any
 * other failure it may have happened, and running it again could count it twice.
 */
export async function retryOnDuplicateKey<T>(write: () => Promise<T>, attemptsLeft = ATTEMPTS): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!isDuplicateKey(error) || attemptsLeft === 1) throw error;
    return retryOnDuplicateKey(write, attemptsLeft - 1);
  }
}

/** The server has not said that the write would survive, so it may be undone. */
const WRITE_CONCERN_FAILED = 64;

/** Which records of an insert were refused, and why. Any other failure is thrown on: then it is not known what was written. */
export function refusalsOf(error: unknown): readonly { index: number; refusal: Error }[] {
  if (!isBulkWriteError(error)) throw error;
  const doubt = error.result.getWriteConcernError();
  if (doubt !== undefined) throw serverError(doubt.errmsg, WRITE_CONCERN_FAILED);
  const refusals = [error.writeErrors].flat();
  if (refusals.length > 0) {
    return refusals.map(({ index, code, errmsg }) => ({ index, refusal: serverError(errmsg, code) }));
  }
  // The driver puts an outage into this class too, which hides what it was.
  throw isError(error.errorResponse) ? error.errorResponse : error;
}

function isBulkWriteError(error: unknown): error is mongo.MongoBulkWriteError {
  return nameOf(error) === "MongoBulkWriteError";
}

/** As the driver reports what a server answered. */
function serverError(message = "", code: string | number | undefined): Error {
  return Object.assign(new Error(message), { name: "MongoServerError", code });
}
