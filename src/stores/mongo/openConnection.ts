import { type Connection, type ConnectOptions, Mongoose } from "mongoose";
import { messageOf, nameOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertOwnDocuments } from "./assertOwnDocuments.js";
import { assertWorkable } from "./assertWorkable.js";
import { toStoreError } from "./faults.js";

/** A database as one Latchkey sees it: `prefix` stands before the names of its collections. */
export interface OpenDatabase {
  readonly connection: Connection;
  readonly prefix: string;
}

/**
 * Connects to a database of Latchkey, in which nobody has looked yet whether it may serve. Rejects with StoreUnavailableError,
 * with ForeignDatabaseError when it is somebody else's, and with an Error when it needs a newer program.
 */
export async function openDatabase(
  { url, prefix }: { url: string; prefix: string },
  options: ConnectOptions,
): Promise<OpenDatabase> {
  const database = { connection: await openConnection(url, options), prefix };
  try {
    await assertWorkable(database);
    await assertOwnDocuments(database);
    return database;
  } catch (error) {
    await database.connection.destroy();
    throw toStoreError(error, "not-applied");
  }
}

/** Connects to any database. Rejects with StoreUnavailableError; no message holds the URL, which may have a password. */
export async function openConnection(url: string, options: ConnectOptions): Promise<Connection> {
  // An instance of its own: the settings and plugins of the application's mongoose do not reach these records.
  const connection = new Mongoose().createConnection();
  try {
    await connection.openUri(url, options);
    return connection;
  } catch (error) {
    await connection.destroy();
    throw withoutUrl(toStoreError(error, "not-applied"));
  }
}

const ENCODE = "characters such as : / ? # @ in its user name and password have to be percent-encoded";

/** The driver quotes a URL that it cannot read, with the password in it. Two of its packages have a class of the same name. */
function withoutUrl(error: unknown): unknown {
  const message = messageOf(error);
  const isAboutUrl = ["MongoParseError", "URIError"].includes(nameOf(error)) || message.startsWith("Invalid URL");
  if (!isAboutUrl) return error;
  const reason = /[:@]/.test(message) ? ENCODE : message;
  return new StoreUnavailableError(`The MongoDB URL cannot be read: ${reason}.`);
}
