import type { ConnectOptions } from "mongoose";

/** The driver's options. They come before those of the URL, so that no URL weakens a guarantee. */
export function connectOptions(stepTimeoutMs: number): ConnectOptions {
  return {
    // An answer is given only for what survives the loss of the primary, and every read sees such writes.
    w: "majority",
    journal: true,
    readConcern: { level: "majority" },
    readPreference: "primary",
    // The second layer against operators in a value; the first is that filters are built from validated scalars.
    sanitizeFilter: true,
    // Without these a server that hangs would let calls hang.
    serverSelectionTimeoutMS: stepTimeoutMs,
    connectTimeoutMS: stepTimeoutMs,
    socketTimeoutMS: stepTimeoutMs,
    waitQueueTimeoutMS: stepTimeoutMs,
    wtimeoutMS: stepTimeoutMs,
    bufferCommands: false,
    autoIndex: false,
    autoCreate: false,
    // The connection counts what it sends: see MongoConnection.write.
    monitorCommands: true,
  };
}
