import pg from "pg";
import { nameOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { assertUsableServer } from "./assertUsableServer.js";
import { hostUrls } from "./hostUrls.js";
import { toConnectError } from "./postgresErrors.js";

// The one module that imports the driver, when a store, a migrator or an archive is opened: see index.ts.

/** Reads of requests wait for no write: they have connections of their own. */
const READ_CONNECTIONS = 2;
const IDLE_MS = 60_000;

/** Connections to the primary. `release(true)` closes one. */
export interface Pools {
  readonly reads: Pick<pg.Pool, "connect">;
  readonly others: Pick<pg.Pool, "connect">;
  close(): Promise<void>;
}

/** Finds the primary among the hosts of a URL, and opens pools to it. Rejects with StoreUnavailableError. */
export async function openPools(url: string, connections: number, stepTimeoutMs: number): Promise<Pools> {
  const primary = await findPrimary(url, stepTimeoutMs);
  const poolOf = (max: number) => {
    const pool = new pg.Pool({ ...clientConfig(primary, stepTimeoutMs), max, idleTimeoutMillis: IDLE_MS });
    // An idle connection that breaks is replaced when it is needed. Without a listener Node would end the process.
    return pool.on("error", () => undefined);
  };
  const [reads, others] = [poolOf(READ_CONNECTIONS), poolOf(connections)];
  return {
    reads,
    others,
    async close() {
      await Promise.all([reads.end(), others.end()]);
    },
  };
}

/** An app's own pool, which is never closed or changed. */
export function borrowPool(pool: object): Pools {
  // The options have been checked.
  const app = pool as pg.Pool;
  return { reads: app, others: app, close: () => Promise.resolve() };
}

/** A connection to the primary for a command. `answerTimeoutMs` is the limit of one statement; 0 means none. */
export async function connectToPrimary(url: string, answerTimeoutMs: number): Promise<pg.Client> {
  const primary = await findPrimary(url, CONNECT_MS);
  return connect({ ...clientConfig(primary, CONNECT_MS), query_timeout: answerTimeoutMs });
}

const CONNECT_MS = 5_000;

/** The one of the URLs whose server is the primary. All are asked at once, because the first may be one that does not answer. */
async function findPrimary(url: string, stepTimeoutMs: number): Promise<string> {
  const candidates = hostUrls(url).map(async (hostUrl) => {
    const client = await connect(clientConfig(hostUrl, stepTimeoutMs));
    await client.end();
    return hostUrl;
  });
  return Promise.any(candidates).catch(({ errors }: AggregateError) => {
    // What a server answers says more than one that does not.
    throw errors.find(isAnswered) ?? errors[0];
  });
}

function isAnswered(reason: unknown): boolean {
  return reason instanceof StoreUnavailableError && (reason.cause === undefined || nameOf(reason.cause) === "error");
}

async function connect(config: pg.ClientConfig): Promise<pg.Client> {
  const client = clientOf(config);
  try {
    await client.connect();
    await assertUsableServer(client);
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toConnectError(error);
  }
}

/** The driver reads the URL here, and the files that it names. */
function clientOf(config: pg.ClientConfig): pg.Client {
  try {
    return new pg.Client(config).on("error", () => undefined);
  } catch (cause) {
    throw new StoreUnavailableError("The URL of PostgreSQL cannot be used.", { cause });
  }
}

function clientConfig(hostUrl: string, stepTimeoutMs: number): pg.ClientConfig {
  return {
    connectionString: hostUrl,
    // Under this name operators find the connections in pg_stat_activity. A URL may give another.
    fallback_application_name: "latchkey",
    connectionTimeoutMillis: stepTimeoutMs,
    // On our side: a startup parameter such as statement_timeout is refused by PgBouncer, and ends no wait for a standby.
    query_timeout: stepTimeoutMs,
    keepAlive: true,
  };
}
