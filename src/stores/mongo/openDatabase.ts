import { type Connection, type ConnectOptions, Mongoose, mongo } from "mongoose";
import { messageOf, nameOf } from "../../utils/errorFacts.js";
import type { AppConnection } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertOwnDocuments } from "./assertOwnDocuments.js";
import { borrowConnection } from "./borrowConnection.js";
import { isolatedMongoose } from "./isolatedMongoose.js";
import { createModels, type Models } from "./models.js";
import { toStoreError } from "./mongoErrors.js";
import { assertSchemaCompatible } from "./schemaNeeds.js";

// The one module that a store loads when it is opened: see index.ts.
export { buildIndexes } from "./models.js";
export { raiseNeeds } from "./schemaNeeds.js";

/** Where a database is: `connection` is an app's own, which is used instead of a URL. */
export interface MongoPlace {
  readonly url: string;
  readonly connection?: AppConnection | undefined;
  /** Stands before the names of the collections. */
  readonly prefix: string;
}

/** A database as one Latchkey sees it. */
export interface OpenDatabase {
  readonly client: mongo.MongoClient;
  readonly db: mongo.Db;
  readonly models: Models;
  readonly trusted: Mongoose["trusted"];
  readonly prefix: string;
  close(): Promise<void>;
}

/**
 * Connects to a database of Latchkey. The caller has to look at its migration marker. Rejects with StoreUnavailableError,
 * with ForeignDatabaseError when it is an application's, and with an Error when it needs a newer program.
 */
export async function openDatabase(
  { url, connection: appConnection, prefix }: MongoPlace,
  options: ReturnType<typeof connectOptions>,
): Promise<OpenDatabase> {
  const { connection, db, appCollections, close } =
    appConnection === undefined
      ? await openOwnConnection(url, options)
      : await openAppConnection(appConnection, options.connectTimeoutMS);
  try {
    const client = connection.getClient();
    await assertFollowsPrimary(client, db);
    await assertSchemaCompatible({ db, prefix });
    const models = createModels(connection, prefix);
    await assertOwnDocuments({ db, models, prefix, appCollections });
    return { client, db, models, trusted: connection.base.trusted, prefix, close };
  } catch (error) {
    await close();
    throw toStoreError(error, "not-applied");
  }
}

async function openOwnConnection(url: string, options: ConnectOptions) {
  const connection = await openConnection(url, options);
  const db = connection.getClient().db();
  return { connection, db, appCollections: [], close: () => connection.destroy() };
}

async function openAppConnection(source: AppConnection, writeTimeoutMs: number) {
  const { release, ...borrowed } = await borrowConnection(source, writeTimeoutMs);
  return { ...borrowed, close: async () => release() };
}

/** Connects to any database. Rejects with StoreUnavailableError; no message holds the URL, which may have a password. */
export async function openConnection(url: string, options: ConnectOptions): Promise<Connection> {
  const connection = isolatedMongoose(Mongoose).createConnection();
  try {
    await connection.openUri(url, { ...appNameFor(url), ...options });
    return connection;
  } catch (error) {
    await connection.destroy();
    throw withoutUrl(toStoreError(error, "not-applied"));
  }
}

/** Under this name operators find the connections in the log of the server. A URL may give another. */
function appNameFor(url: string): ConnectOptions {
  return /[?&]appname=/i.test(url) ? {} : { appName: "latchkey" };
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

/**
 * A direct connection stays with its server when another one becomes the primary, and reads there what was: a session that has been
 * revoked since would live on.
 */
async function assertFollowsPrimary(client: mongo.MongoClient, db: mongo.Db): Promise<void> {
  if (!client.options.directConnection) return;
  const { setName, hosts } = await db.command({ hello: 1 });
  if (setName === undefined || !Array.isArray(hosts) || hosts.length < 2) return;
  throw new StoreUnavailableError(
    `The MongoDB URL has directConnection=true, but its server is one of the replica set ${setName}: after a failover revoked sessions could live on. Remove the option; the URL may name all servers of the set.`,
  );
}

/** The driver's options, in the forms that come before all those of the URL, so that no URL weakens a guarantee. */
export function connectOptions(stepTimeoutMs: number) {
  return {
    // An answer is given only for what survives the loss of the primary, and every read sees such writes.
    writeConcern: new mongo.WriteConcern("majority", stepTimeoutMs, true),
    readConcernLevel: "majority",
    readPreference: "primary",
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
export function patientOptions(): ReturnType<typeof connectOptions> {
  return {
    ...connectOptions(STEP_TIMEOUT_MS),
    socketTimeoutMS: ANSWER_TIMEOUT_MS,
    waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
  };
}
