import type { PoolClient } from "pg";
import { withTimeout } from "../../utils/withTimeout.js";
import { assertNotLocked, assertNotPartialCopy } from "../Archive.js";
import type { PostgresPool } from "../DatabaseAdapter.js";
import { pause } from "../pause.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { migrate } from "./migrate.js";
import { POSTGRESQL_DATABASE, readMarker } from "./migrationMarker.js";
import { Naming, tableNames } from "./Naming.js";
import type { Pools } from "./openPools.js";
import {
  isAnswer,
  isConflict,
  isMissingPreparedStatement,
  isPoolBusy,
  isReadOnly,
  POOL_BUSY,
  toConnectError,
  toStoreError,
} from "./postgresErrors.js";
import { queryOf, runStatement, type Values } from "./runStatement.js";

export interface ConnectionOptions {
  readonly url: string;
  readonly schema: string;
  readonly prefix: string;
  /** The most connections, beside those for the reads of requests. */
  readonly pool: number;
  readonly prepare: boolean;
  /** A pool of an app, which is used instead of the URL. */
  readonly connection?: PostgresPool | undefined;
  readonly onStatement?: ((text: string) => void) | undefined;
  /** How long connecting, and then a statement, may take. */
  readonly stepTimeoutMs: number;
}

/** Values by the names of the parameters. */
export type Parameters = object;

export interface Result {
  readonly rows: readonly Values[];
  /** How many rows were changed or found. */
  readonly count: number;
}

type Lane = "reads" | "others";

/** How often a statement is run that the server gives up because of others. */
const ATTEMPTS = 10;
const PAUSES = { firstMs: 1, longestMs: 100 };

/** Every other statement changes something. */
const READ = /^\s*SELECT\b/;

// A missing table makes the statement fail, whatever the condition says.
const PROBE = `UPDATE migrations SET name = name WHERE version = 1
  AND ${tableNames.map((table) => `(SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT 1) AS one) >= 0`).join(" AND ")}`;

/**
 * The connections of a store to the primary: its own pools, or an app's. Where the primary is lost, the next call looks for it among
 * the hosts of the URL.
 */
export class PostgresConnection {
  readonly #options: ConnectionOptions;
  readonly #naming: Naming;
  readonly #running = new Set<Promise<unknown>>();
  /** Connections that have been looked at. */
  readonly #usable = new WeakSet<PoolClient>();
  #pools: Pools | null = null;
  #opening: Promise<void> | null = null;
  #finding: Promise<void> | null = null;
  #pinging: Promise<void> | null = null;
  #isOpen = false;
  #isLost = false;
  #prepares: boolean;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#naming = new Naming(options);
    this.#prepares = options.prepare;
  }

  /** Connects and migrates. A second call joins the first; after a failure it may be called again. */
  open(): Promise<void> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  /**
   * The rows that a read of a request finds; it waits for no write. Each row begins with whether the server is a standby, and then the
   * key, which is `null` in a row that says only that.
   */
  async readFromPrimary(sql: string, parameters: Parameters): Promise<readonly Values[]> {
    const { rows } = await this.#track(this.#run("reads", sql, parameters));
    const [isStandby, key] = rows[0] ?? [];
    if (isStandby !== false) {
      this.#isLost = true;
      throw new StoreUnavailableError("The PostgreSQL server is a standby now.");
    }
    return key === null ? [] : rows;
  }

  /** Any statement. One that is given up for others is run again: it has changed nothing. */
  run(sql: string, parameters: Parameters = {}): Promise<Result> {
    return this.#track(this.#run("others", sql, parameters));
  }

  /** Resolves when a write was committed that changes a row into itself. Probes at once share one. */
  ping(): Promise<void> {
    this.#pinging ??= this.#ping().finally(() => {
      this.#pinging = null;
    });
    return this.#pinging;
  }

  /** Refuses new statements, waits for those that run, and disconnects. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#opening, this.#finding]);
    this.#isOpen = false;
    await Promise.allSettled(this.#running);
    const pools = this.#pools;
    this.#pools = null;
    this.#opening = null;
    await pools?.close();
  }

  async #open(): Promise<void> {
    await this.#connect();
    try {
      await this.#withClient("others", async (client) => {
        await migrate(client, { naming: this.#naming, schema: this.#options.schema });
        const marker = await readMarker(client, this.#naming);
        assertNotLocked(marker, POSTGRESQL_DATABASE);
        assertNotPartialCopy(marker, POSTGRESQL_DATABASE);
      });
    } catch (error) {
      await this.#pools?.close();
      this.#pools = null;
      throw toStoreError(error);
    }
    this.#isOpen = true;
  }

  async #connect(): Promise<void> {
    const { borrowPool, openPools } = await import("./openPools.js");
    const { url, pool, connection, stepTimeoutMs } = this.#options;
    const lost = this.#pools;
    this.#pools = connection === undefined ? await openPools(url, pool, stepTimeoutMs) : borrowPool(connection);
    this.#isLost = false;
    // Its connections end when their statements have; nobody waits for a server that does not answer.
    lost?.close().catch(() => undefined);
  }

  async #ping(): Promise<void> {
    try {
      const { count } = await this.run(PROBE);
      if (count !== 1) throw new Error("The table migrations is empty.");
    } catch (cause) {
      if (cause instanceof StoreUnavailableError) throw cause;
      throw new StoreUnavailableError("The PostgreSQL database does not take a write.", { cause });
    }
  }

  async #run(lane: Lane, sql: string, parameters: Parameters): Promise<Result> {
    if (!this.#isOpen) throw new StoreUnavailableError("The store is not open.");
    const { stepTimeoutMs: timeoutMs, onStatement } = this.#options;
    const statement = this.#naming.statement(sql);
    for (let attempt = 1; ; attempt++) {
      const query = queryOf(statement, parameters, { prepares: this.#prepares, timeoutMs });
      onStatement?.(statement.text);
      try {
        return await this.#withClient(lane, (client) => runStatement(client, query));
      } catch (error) {
        const unanswered = READ.test(sql) ? "not-applied" : "unknown";
        if (attempt === ATTEMPTS || !this.#mayRunAgain(error)) throw toStoreError(error, unanswered);
      }
      await pause(attempt, PAUSES);
    }
  }

  /** After these a statement is certain to have changed nothing. */
  #mayRunAgain(error: unknown): boolean {
    if (isConflict(error)) return true;
    if (!isMissingPreparedStatement(error)) return false;
    // A pooler stands between: without names every statement works there. Of those that were under way each meets this error.
    this.#prepares = false;
    return true;
  }

  async #withClient<T>(lane: Lane, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#checkOut(lane);
    try {
      const result = await work(client);
      giveBack(client);
      return result;
    } catch (error) {
      // After a time limit or a broken connection an answer may still come, to somebody else's statement.
      if (isAnswer(error)) giveBack(client);
      else client.release(true);
      this.#isLost ||= isReadOnly(error);
      throw error;
    }
  }

  async #checkOut(lane: Lane): Promise<PoolClient> {
    try {
      if (this.#isLost) await this.#findAgain();
      if (this.#pools === null) throw new StoreUnavailableError("The store is not open.");
      const client = await connectInTime(this.#pools[lane], this.#options.stepTimeoutMs);
      if (!this.#usable.has(client)) await this.#assertUsable(client);
      return client;
    } catch (error) {
      this.#isLost ||= !isPoolBusy(error);
      throw toConnectError(error);
    }
  }

  async #assertUsable(client: PoolClient): Promise<void> {
    const { assertUsableServer } = await import("./assertUsableServer.js");
    try {
      await assertUsableServer(client);
      this.#usable.add(client);
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** Those who find the primary lost at the same time look for it together. */
  #findAgain(): Promise<void> {
    this.#finding ??= this.#connect().finally(() => {
      this.#finding = null;
    });
    return this.#finding;
  }

  #track<T>(running: Promise<T>): Promise<T> {
    this.#running.add(running);
    const forget = () => this.#running.delete(running);
    running.then(forget, forget);
    return running;
  }
}

/** A connection that breaks in use also fails its statement. A pool listens to those alone that wait in it, and Node would end. */
function ignore(): void {}

function giveBack(client: PoolClient): void {
  client.off("error", ignore);
  client.release();
}

/** The pool of an app may have no limit of time. A connection that comes too late goes back. */
async function connectInTime(pool: Pools[Lane], stepTimeoutMs: number): Promise<PoolClient> {
  const connecting = new Promise<PoolClient>((resolve, reject) => {
    // By callback: a promise comes a moment later, and the packet that opens a connection may also hold the server's last word.
    pool.connect((error, client) => {
      if (client === undefined) return reject(error);
      client.on("error", ignore);
      resolve(client);
    });
  });
  let isTooLate = false;
  connecting.then((client) => isTooLate && giveBack(client)).catch(() => undefined);
  const onTimeout = () => {
    isTooLate = true;
    return new Error(POOL_BUSY);
  };
  return withTimeout(connecting, 2 * stepTimeoutMs, onTimeout);
}
