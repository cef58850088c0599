import { type Connection, type ConnectOptions, Mongoose } from "mongoose";
import { assertWorkable } from "./assertWorkable.js";
import { toStoreError } from "./faults.js";

/**
 * Connects to a database, in which nobody has looked yet whether it may serve. Rejects with StoreUnavailableError, and with an
 * Error when it needs a newer program.
 */
export async function openConnection(url: string, options: ConnectOptions): Promise<Connection> {
  // An instance of its own: the settings and plugins of the application's mongoose do not reach these records.
  const connection = new Mongoose().createConnection();
  try {
    await connection.openUri(url, options);
    await assertWorkable(connection);
    return connection;
  } catch (error) {
    await connection.destroy();
    throw toStoreError(error, "not-applied");
  }
}
