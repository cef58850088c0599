import type { trusted } from "mongoose";
import { withTimeout } from "../../utils/withTimeout.js";
import { assertNotLocked, assertNotPartialCopy } from "../Archive.js";
import type { AppConnection } from "../DatabaseAdapter.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { MONGODB_DATABASE, readMarker, WRITE_LEASE_MS } from "./migrationMarker.js";
import type { Models } from "./models.js";
import { retryOnDuplicateKey, toStoreError } from "./mongoErrors.js";
import type { OpenDatabase } from "./openDatabase.js";
import { retryOnWriteConflict } from "./retryOnWriteConflict.js";
import { watchServers } from "./watchServers.js";

interface MongoConnectionOptions {
  url: string;
  connection?: AppConnection | undefined;
  /** Stands before the names of its collections. */
  prefix: string;
  onCommand?: (name: string) => void;
  stepTimeoutMs: number;
}

/** What an operation works with. Mongoose is loaded when the store is opened, so its `trusted` comes from here too. */
export type Collections = Models & { readonly trusted: typeof trusted };

type Operation<T> = (collections: Collections) => Promise<T>;
type Outcome = StoreUnavailableError["outcome"];

/** The key of a counter that counts nothing: no limit has a key without a purpose. */
const PROBE = "ping";

/** A read that is tried again waits twice for a server, a connection and an answer. */
const MAX_WAITS = 6;
/** The driver waits longer on the connection of an app, whose time limits are the app's. So this limit is the one that counts. */
const MAX_WAITS_OF_APP = 2;

/**
 * The one connection pool of a store: its own, or an app's. After an outage the driver connects again by itself. Where it cannot, a
 * new pool is opened, and where an app has connected again, its new pool is used.
 */
export class MongoConnection {
  readonly #options: MongoConnectionOptions;
  readonly #running = new Set<Promise<unknown>>();
  #opened: { database: OpenDatabase; collections: Collections } | null = null;
  #opening: Promise<void> | null = null;
  /** Counts the calls to connect and to close: a connection that comes late is not wanted any more. */
  #turn = 0;
  /** The driver no longer checks any server: another pool is needed. */
  #isStuck = false;
  #commandsSent = 0;
  /** Until then writes are allowed without another look at the marker, on the clock of `performance.now`. */
  #leaseEnd = 0;

  constructor(options: MongoConnectionOptions) {
    this.#options = options;
  }

  /** Connects and builds the indexes. After a failure it may be called again. */
  open(): Promise<void> {
    this.#opening ??= this.#connectInTime().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Runs an operation that changes nothing. */
  read<T>(operation: Operation<T>): Promise<T> {
    return this.#track(this.#run(operation, () => "not-applied"));
  }

  /** Runs an operation that may change something, unless "latchkey copy" has locked the database. */
  write<T>(operation: Operation<T>): Promise<T> {
    if (performance.now() < this.#leaseEnd) return this.#track(this.#write(operation));
    return this.#track(this.#renewLease().then(() => this.#write(operation)));
  }

  /** Resolves when a majority has stored a write: a counter that has expired, which the cleanup deletes like any other. */
  async ping(): Promise<void> {
    try {
      await this.write(async ({ rateLimits }) => {
        const counted = { $inc: { points: 1 }, $setOnInsert: { expiresAt: 0 } };
        const count = () => rateLimits.updateOne({ _id: { $eq: PROBE } }, counted, { upsert: true }).exec();
        await retryOnDuplicateKey(count);
      });
    } catch (cause) {
      if (cause instanceof StoreUnavailableError) throw cause;
      throw new StoreUnavailableError("The MongoDB database does not take a write.", { cause });
    }
  }

  /** Refuses new operations, waits for those that run, and disconnects. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#opening]);
    this.#turn += 1;
    const opened = this.#opened;
    this.#opened = null;
    await Promise.allSettled(this.#running);
    await opened?.database.close();
  }

  #connectInTime(): Promise<void> {
    const { connection, stepTimeoutMs } = this.#options;
    if (connection === undefined) return this.#connect();
    const onTimeout = () => new StoreUnavailableError("The app's own connection to MongoDB does not answer.");
    return withTimeout(this.#connect(), MAX_WAITS * stepTimeoutMs, onTimeout);
  }

  async #connect(): Promise<void> {
    if (this.#opened !== null && !this.#mustReopen()) return;
    this.#turn += 1;
    const turn = this.#turn;
    const { buildIndexes, connectOptions, openDatabase, raiseNeeds } = await import("./openDatabase.js");
    const database = await openDatabase(this.#options, connectOptions(this.#options.stepTimeoutMs));
    try {
      const leaseEnd = performance.now() + WRITE_LEASE_MS;
      const marker = await readMarker(database);
      assertNotLocked(marker, MONGODB_DATABASE);
      assertNotPartialCopy(marker, MONGODB_DATABASE);
      this.#watch(database);
      await buildIndexes(database.models);
      await raiseNeeds(database);
      if (turn !== this.#turn) throw new StoreUnavailableError("The MongoDB database was opened too late.");
      await this.#opened?.database.close();
      this.#opened = { database, collections: { ...database.models, trusted: database.trusted } };
      this.#isStuck = false;
      this.#leaseEnd = leaseEnd;
    } catch (error) {
      await database.close();
      throw toStoreError(error, "not-applied");
    }
  }

  /** The pool of an app is the app's to watch, and may have no events for commands. */
  #watch(database: OpenDatabase): void {
    const { connection, prefix, stepTimeoutMs } = this.#options;
    if (connection !== undefined) return;
    database.client.on("commandStarted", ({ commandName, command }) => {
      const isLeaseRenewal = command["find"] === `${prefix}copyMarks`;
      if (!isLeaseRenewal) this.#noteCommand(commandName);
    });
    watchServers(database.client, stepTimeoutMs, () => {
      this.#isStuck ||= this.#opened?.database === database;
    });
  }

  /** Whether the pool is given up, by the driver or by the app. */
  #mustReopen(): boolean {
    const { connection } = this.#options;
    return this.#isStuck || (connection !== undefined && connection.getClient() !== this.#opened?.database.client);
  }

  #noteCommand(name: string): void {
    this.#commandsSent += 1;
    this.#options.onCommand?.(name);
  }

  /**
   * MongoDB cannot lock a database for the servers that use it, so the servers look: a write starts only within a second of a
   * look that found no lock. "latchkey copy" waits longer than that after it has written the marker.
   */
  async #renewLease(): Promise<void> {
    const leaseEnd = performance.now() + WRITE_LEASE_MS;
    const look = (_: Collections, database: OpenDatabase) => readMarker(database);
    assertNotLocked(await this.#run(look, () => "not-applied"), MONGODB_DATABASE);
    this.#leaseEnd = leaseEnd;
  }

  #write<T>(operation: Operation<T>): Promise<T> {
    // The driver may send a write twice, and its last error then hides that the first one left. The count does not.
    const sentBefore = this.#commandsSent;
    const isCounted = this.#options.connection === undefined;
    const outcome = () => (isCounted && this.#commandsSent === sentBefore ? "not-applied" : "unknown");
    return this.#run((collections) => retryOnWriteConflict(() => operation(collections)), outcome);
  }

  async #run<T>(
    operation: (collections: Collections, database: OpenDatabase) => Promise<T>,
    outcome: () => Outcome,
  ): Promise<T> {
    if (this.#opened !== null && this.#mustReopen()) await this.open();
    if (this.#opened === null) throw new StoreUnavailableError("The store is not open.");
    const { collections, database } = this.#opened;
    // One wait of the driver has no end: a command that is written to a socket which was destroyed a moment before, and is not
    // known to be closed yet, waits for `drain`. A restart of the server does that to a request now and then.
    const onTimeout = () => new StoreUnavailableError("The MongoDB driver does not answer.", { outcome: outcome() });
    try {
      const { connection, stepTimeoutMs } = this.#options;
      const limit = (connection === undefined ? MAX_WAITS : MAX_WAITS_OF_APP) * stepTimeoutMs;
      return await withTimeout(operation(collections, database), limit, onTimeout);
    } catch (error) {
      throw toStoreError(error, outcome());
    }
  }

  #track<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running);
    const forget = () => this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }
}
