import { type Connection, type ConnectOptions, Mongoose, mongo } from "mongoose";
import { messageOf, nameOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertOwnDocuments } from "./assertOwnDocuments.js";
import { toStoreError } from "./mongoErrors.js";

// The one module that a store loads when it is opened: see index.ts.
export { trusted } from "mongoose";
export { buildIndexes, createModels } from "./models.js";

/** A database as one Latchkey sees it: `prefix` stands before the names of its collections. */
export interface OpenDatabase {
  readonly connection: Connection;
  readonly prefix: string;
}

/**
 * Connects to a database of Latchkey. The caller has to look at its migration marker. Rejects with StoreUnavailableError,
 * with ForeignDatabaseError when it is an application's, and with an Error when it needs a newer program.
 */
export async function openDatabase(
  { url, prefix }: { url: string; prefix: string },
  options: ConnectOptions,
): Promise<OpenDatabase> {
  const database = { connection: await openConnection(url, options), prefix };
  try {
    await assertSchemaCompatible(database);
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

/** The version of the records that this program knows. */
const KNOWN = 1;

interface Needs {
  readonly _id: string;
  readonly needs: number;
}

/**
 * Throws when a newer program has changed the records so that this one must not work on them. No program does that yet. But
 * it can shut out only programs that look, so they have to look one release earlier.
 */
async function assertSchemaCompatible({ connection, prefix }: OpenDatabase): Promise<void> {
  const found = await connection.getClient().db().collection<Needs>(`${prefix}schema`).findOne({ _id: "schema" });
  if (found === null || found.needs <= KNOWN) return;
  throw new Error(
    `The MongoDB database needs a program that knows version ${found.needs} of its records; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}

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
/** A server may have to sort a whole collection. */
const ANSWER_TIMEOUT_MS = 60_000;

/** The options of a command that reads whole collections, and for which a person waits. */
export function patientOptions(): ConnectOptions {
  return {
    ...connectOptions(STEP_TIMEOUT_MS),
    socketTimeoutMS: ANSWER_TIMEOUT_MS,
    waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
  };
}
