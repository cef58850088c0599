import { type ConnectOptions, mongo } from "mongoose";

/** The driver's options, in the forms that come before all those of the URL, so that no URL weakens a guarantee. */
export function connectOptions(stepTimeoutMs: number) {
  return {
    // An answer is given only for what survives the loss of the primary, and every read sees such writes.
    writeConcern: new mongo.WriteConcern("majority", stepTimeoutMs, true),
    readConcernLevel: "majority",
    readPreference: "primary",
    // The second layer against operators in a value; the first is that every filter compares validated scalars by $eq.
    sanitizeFilter: true,
    // Without these a server that hangs would let calls hang.
    serverSelectionTimeoutMS: stepTimeoutMs,
    connectTimeoutMS: stepTimeoutMs,
    socketTimeoutMS: stepTimeoutMs,
    waitQueueTimeoutMS: stepTimeoutMs,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    // The connection counts what it sends: see MongoConnection.write.
    monitorCommands: true,
  } satisfies ConnectOptions;
}

const STEP_TIMEOUT_MS = 5_000;
/** A page is long, and a server may have to sort for it. */
const ANSWER_TIMEOUT_MS = 60_000;

/** The options of a command that reads whole collections, and whose user waits. */
export function patientOptions(): ConnectOptions {
  return {
    ...connectOptions(STEP_TIMEOUT_MS),
    socketTimeoutMS: ANSWER_TIMEOUT_MS,
    waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
  };
}
