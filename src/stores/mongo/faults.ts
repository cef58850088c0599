import { codeOf, nameOf } from "../../utils/errorFacts.js";
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

/** Errors of the driver that carry a server's code. */
const SERVER_ERRORS = /^Mongo\w*(Server|Write)Error$/;

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
  const name = nameOf(error);
  return UNAVAILABLE_NAMES.has(name) || (SERVER_ERRORS.test(name) && UNAVAILABLE_CODES.has(codeOf(error)));
}

/** A fault of the network or the server as the error of the port; every other error as it is. */
export function toStoreError(error: unknown, outcome: StoreUnavailableError["outcome"]): unknown {
  if (!isUnavailable(error)) return error;
  return new StoreUnavailableError("The MongoDB database is unavailable.", { cause: error, outcome });
}
