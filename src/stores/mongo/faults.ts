import { Error as MongooseErrors, mongo } from "mongoose";
import { StoreUnavailableError } from "../../utils/StoreUnavailableError.js";

const UNAVAILABLE_ERRORS = [
  mongo.MongoNetworkError,
  mongo.MongoServerSelectionError,
  mongo.MongoNotConnectedError,
  mongo.MongoTopologyClosedError,
  mongo.MongoServerClosedError,
  mongo.MongoClientClosedError,
  mongo.MongoOperationTimeoutError,
  mongo.MongoExpiredSessionError,
  mongo.MongoWriteConcernError,
  MongooseErrors.MongooseServerSelectionError,
];

// The driver does not export the classes of these errors of its connection pool.
const UNAVAILABLE_NAMES = new Set(["MongoPoolClosedError", "MongoWaitQueueTimeoutError"]);

/** Codes by which a server says that it, and not the command, is at fault. */
const UNAVAILABLE_CODES = new Set<unknown>([
  6, // HostUnreachable
  7, // HostNotFound
  24, // LockTimeout
  50, // MaxTimeMSExpired
  64, // WriteConcernFailed
  89, // NetworkTimeout
  91, // ShutdownInProgress
  94, // NotYetInitialized
  100, // UnsatisfiableWriteConcern
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  365, // TemporarilyUnavailable
  9_001, // SocketException
  10_107, // NotWritablePrimary
  11_600, // InterruptedAtShutdown
  11_601, // Interrupted
  11_602, // InterruptedDueToReplStateChange
  13_435, // NotPrimaryNoSecondaryOk
  13_436, // NotPrimaryOrSecondary
  14_031, // OutOfDiskSpace
]);

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE_ERRORS.some((type) => error instanceof type) || UNAVAILABLE_NAMES.has(error.name)) return true;
  return error instanceof mongo.MongoServerError && UNAVAILABLE_CODES.has(error.code);
}

/** A fault of the network or the server as the error of the port; every other error as it is. */
export function toStoreError(error: unknown, outcome: StoreUnavailableError["outcome"]): unknown {
  if (!isUnavailable(error)) return error;
  return new StoreUnavailableError("The MongoDB database is unavailable.", { cause: error, outcome });
}
