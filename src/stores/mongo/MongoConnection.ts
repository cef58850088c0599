import type { Connection } from "mongoose";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { againOnDuplicate } from "./againOnDuplicate.js";
import { buildIndexes } from "./buildIndexes.js";
import { connectOptions } from "./connectOptions.js";
import { assertServable } from "./copyMark.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";
import { openDatabase } from "./openConnection.js";
import { watchMonitor } from "./watchMonitor.js";
import { withinTime } from "./withinTime.js";

interface MongoConnectionOptions {
  url: string;
  /** Stands before the names of its collections. */
  prefix: string;
  onCommand?: (name: string) => void;
  stepTimeoutMs: number;
}

/** The key of a counter that counts nothing: no limit has a key without a purpose. */
const PROBE = "ping";

/** A read that is tried again waits twice for a server, a connection and an answer. */
const MOST_WAITS = 6;

type Operation<T> = (models: Models) => Promise<T>;
type Outcome = StoreUnavailableError["outcome"];

/** The one connection pool of a store. After an outage the driver connects again by itself; where it does not, there is a new one. */
export class MongoConnection {
  readonly #options: MongoConnectionOptions;
  readonly #running = new Set<Promise<unknown>>();
  #opened: { connection: Connection; models: Models } | null = null;
  #opening: Promise<void> | null = null;
  /** The driver has given up to look at the server: another pool has to. */
  #isStuck = false;
  #commandsSent = 0;

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

  /** Runs an operation that may change something. */
  write<T>(operation: Operation<T>): Promise<T> {
    // The driver may send a write twice, and its last error then hides that the first one left. The count does not.
    const sentBefore = this.#commandsSent;
    return this.#track(this.#run(operation, () => (this.#commandsSent === sentBefore ? "not-applied" : "unknown")));
  }

  /** Resolves when a majority has stored a write: a counter that is over, which the cleanup deletes as any other. */
  async ping(): Promise<void> {
    try {
      await this.write(async ({ rateLimits }) => {
        const counted = { $inc: { points: 1 }, $setOnInsert: { expiresAt: 0 } };
        await againOnDuplicate(() => rateLimits.updateOne({ _id: { $eq: PROBE } }, counted, { upsert: true }).exec());
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
    const database = await openDatabase(this.#options, connectOptions(this.#options.stepTimeoutMs));
    const { connection } = database;
    try {
      await assertServable(database);
      connection.getClient().on("commandStarted", ({ commandName }) => this.#noteCommand(commandName));
      const models = createModels(connection, this.#options.prefix);
      await buildIndexes(models);
      watchMonitor(connection.getClient(), this.#options.stepTimeoutMs, () => {
        this.#isStuck ||= this.#opened?.connection === connection;
      });
      await before?.connection.destroy();
      this.#opened = { connection, models };
      this.#isStuck = false;
    } catch (error) {
      await connection.destroy();
      throw toStoreError(error, "not-applied");
    }
  }

  #noteCommand(name: string): void {
    this.#commandsSent += 1;
    this.#options.onCommand?.(name);
  }

  async #run<T>(operation: Operation<T>, outcome: () => Outcome): Promise<T> {
    if (this.#opened !== null && this.#isStuck) await this.open();
    if (this.#opened === null) throw new StoreUnavailableError("The store is not open.");
    const { models } = this.#opened;
    // One wait of the driver has no end: a command that is written to a socket which was destroyed a moment before, and is not
    // known to be closed yet, waits for `drain`. A restart of the server does that to a request now and then.
    const tooLate = () => new StoreUnavailableError("The MongoDB driver does not answer.", { outcome: outcome() });
    try {
      return await withinTime(operation(models), MOST_WAITS * this.#options.stepTimeoutMs, tooLate);
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
