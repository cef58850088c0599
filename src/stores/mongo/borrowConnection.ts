import type { Connection, mongo } from "mongoose";
import type { AppConnection } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { isolatedMongoose } from "./isolatedMongoose.js";

/** A connection for Latchkey's models that uses the pool of an app's connection. */
export interface BorrowedConnection {
  readonly connection: Connection;
  readonly db: mongo.Db;
  /** The collections for which the app has models. */
  readonly appCollections: readonly string[];
  /** Leaves the app's connection open, as it was. */
  release(): void;
}

/** The events to which Mongoose listens on a client that a connection is given. */
const EVENTS = ["serverDescriptionChanged", "topologyDescriptionChanged", "serverHeartbeatSucceeded"] as const;

/**
 * Waits until an app's connection is open, and makes one for Latchkey's models beside it, so that the names of the app's models, its
 * plugins and its settings do not meet them. An answer is given only for what survives the loss of the primary, whatever the app has
 * chosen for itself; the pool and its time limits are the app's.
 */
export async function borrowConnection(source: AppConnection, writeTimeoutMs: number): Promise<BorrowedConnection> {
  // The options have been checked. The classes may be those of another copy of Mongoose, so they make everything here.
  const app = source as unknown as Connection;
  await app.asPromise().catch((cause: unknown) => Promise.reject(notOpen(cause)));
  if (app.readyState !== app.base.STATES.connected) throw notOpen();
  const client = app.getClient();
  const before = EVENTS.map((event) => client.rawListeners(event));
  const connection = isolatedMongoose(app.base.Mongoose).createConnection().setClient(client);
  const added = EVENTS.map((event, index) => client.rawListeners(event).filter((one) => !before[index]?.includes(one)));
  const db = client.db(app.name, dbOptions(writeTimeoutMs));
  // Mongoose took the database that the client's URL names, and the client's concerns.
  Object.assign(connection, { db });
  return {
    connection,
    db,
    appCollections: Object.values(app.models).map(({ collection }) => collection.collectionName),
    release() {
      for (const [index, event] of EVENTS.entries()) {
        for (const listener of added[index] ?? []) client.off(event, listener as () => void);
      }
    },
  };
}

/** Plain values: another copy of the driver does not know our classes. */
function dbOptions(writeTimeoutMs: number): mongo.DbOptions {
  const options = {
    writeConcern: { w: "majority", journal: true, wtimeoutMS: writeTimeoutMs },
    readConcern: { level: "majority" },
    readPreference: "primary",
    // How values come back is the app's to choose for its own records alone.
    ignoreUndefined: false,
    promoteLongs: true,
    promoteValues: true,
    raw: false,
    useBigInt64: false,
  };
  return options as object;
}

function notOpen(cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError("The app's own connection to MongoDB is not open.", { cause });
}
