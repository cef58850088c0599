import type { Connection, trusted } from "mongoose";
import { assertNotLocked, assertNotPartialCopy } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { watchHeartbeats, withTimeout } from "./driverTimeouts.js";
import { MONGODB_DATABASE, readMarker, WRITE_LEASE_MS } from "./migrationMarker.js";
import type { Models } from "./models.js";
import { retryOnDuplicateKey, toStoreError } from "./mongoErrors.js";
import { retryOnWriteConflict } from "./retryOnWriteConflict.js";

interface MongoConnectionOptions {
  url: string;
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

/** The one connection pool of a store. After an outage the driver connects again by itself; where it cannot, a new pool is opened. */
export class MongoConnection {
  readonly #options: MongoConnectionOptions;
  readonly #running = new Set<Promise<unknown>>();
  #opened: { connection: Connection; collections: Collections } | null = null;
  #opening: Promise<void> | null = null;
  /** The driver no longer checks the server: another pool is needed. */
  #isStuck = false;
  #commandsSent = 0;
  /** Until then writes are allowed without another look at the marker, on the clock of `performance.now`. */
  #leaseEnd = 0;

  constructor(options: MongoConnectionOptions) {
    this.#options = options;
  }

  /** Connects and builds the indexes. After a failure it may be called again. */
  open(): Promise<void> {
    this.#opening ??= this.#connect().finally(() => {
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
    const opened = this.#opened;
    this.#opened = null;
    await Promise.allSettled(this.#running);
    await opened?.connection.destroy();
  }

  async #connect(): Promise<void> {
    const before = this.#opened;
    if (before !== null && !this.#isStuck) return;
    const { buildIndexes, connectOptions, createModels, openDatabase, trusted } = await import("./openDatabase.js");
    const database = await openDatabase(this.#options, connectOptions(this.#options.stepTimeoutMs));
    const { connection } = database;
    try {
      const leaseEnd = performance.now() + WRITE_LEASE_MS;
      const marker = await readMarker(database);
      assertNotLocked(marker, MONGODB_DATABASE);
      assertNotPartialCopy(marker, MONGODB_DATABASE);
      connection.getClient().on("commandStarted", ({ commandName, command }) => {
        const isLeaseRenewal = command["find"] === `${this.#options.prefix}copyMarks`;
        if (!isLeaseRenewal) this.#noteCommand(commandName);
      });
      const models = createModels(connection, this.#options.prefix);
      await buildIndexes(models);
      watchHeartbeats(connection.getClient(), this.#options.stepTimeoutMs, () => {
        this.#isStuck ||= this.#opened?.connection === connection;
      });
      await before?.connection.destroy();
      this.#opened = { connection, collections: { ...models, trusted } };
      this.#isStuck = false;
      this.#leaseEnd = leaseEnd;
    } catch (error) {
      await connection.destroy();
      throw toStoreError(error, "not-applied");
    }
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
    const { prefix } = this.#options;
    const look = (_: Collections, connection: Connection) => readMarker({ connection, prefix });
    assertNotLocked(await this.#run(look, () => "not-applied"), MONGODB_DATABASE);
    this.#leaseEnd = leaseEnd;
  }

  #write<T>(operation: Operation<T>): Promise<T> {
    // The driver may send a write twice, and its last error then hides that the first one left. The count does not.
    const sentBefore = this.#commandsSent;
    const outcome = () => (this.#commandsSent === sentBefore ? "not-applied" : "unknown");
    return this.#run((collections) => retryOnWriteConflict(() => operation(collections)), outcome);
  }

  async #run<T>(
    operation: (collections: Collections, connection: Connection) => Promise<T>,
    outcome: () => Outcome,
  ): Promise<T> {
    if (this.#opened !== null && this.#isStuck) await this.open();
    if (this.#opened === null) throw new StoreUnavailableError("The store is not open.");
    const { collections, connection } = this.#opened;
    // One wait of the driver has no end: a command that is written to a socket which was destroyed a moment before, and is not
    // known to be closed yet, waits for `drain`. A restart of the server does that to a request now and then.
    const onTimeout = () => new StoreUnavailableError("The MongoDB driver does not answer.", { outcome: outcome() });
    try {
      const limit = MAX_WAITS * this.#options.stepTimeoutMs;
      return await withTimeout(operation(collections, connection), limit, onTimeout);
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
