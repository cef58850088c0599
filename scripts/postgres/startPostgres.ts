import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "../mongo/freePort.js";
import type { PostgresPrograms } from "./PostgresPrograms.js";
import { endProcess, untilReady } from "./untilReady.js";

/** Settings of postgresql.conf by name, such as `{ default_transaction_isolation: "serializable" }`. */
export type PostgresConfig = Readonly<Record<string, string>>;

/** Fast, and the same to a client: what is durable stays so, as the store refuses a server without `fsync`. */
const FAST: PostgresConfig = {
  max_connections: "300",
  max_wal_size: "2GB",
  checkpoint_timeout: "1h",
  // A statement that fails, which tests provoke, is not logged.
  log_min_messages: "log",
};

const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const;

const SUPERUSER = "postgres";

/** A data folder that `initdb` made, with what is needed to start it. */
export interface Cluster {
  readonly folder: string;
  readonly password: string;
}

export interface RunningPostgres {
  /** The database `postgres` as the superuser, over TCP. */
  readonly url: string;
  readonly port: number;
  readonly password: string;
  /** The data folder; the Unix socket is in it too. */
  readonly folder: string;
  /** The process id of the postmaster, whose children serve the connections. */
  pid(): number;
  /** Ends the server and keeps its data. After all but `fast` it recovers when it starts again; `kill` is `kill -9` of the postmaster. */
  stop(how?: keyof typeof SIGNALS): Promise<void>;
  /** Starts it again after `stop`, on the same port and data, with these settings changed. */
  restart(config?: PostgresConfig): Promise<void>;
  /** Ends the server and removes its data. */
  dispose(): Promise<void>;
}

/** Starts a server with an empty cluster on a free loopback port, and waits until it answers. */
export async function startPostgres(programs: PostgresPrograms, config: PostgresConfig = {}): Promise<RunningPostgres> {
  const cluster = await createCluster(programs);
  try {
    return await startCluster(programs, cluster, config);
  } catch (error) {
    await rm(cluster.folder, { recursive: true, force: true });
    throw error;
  }
}

/** An empty cluster: UTF-8, sorted by bytes; each connection needs a password. */
async function createCluster(programs: PostgresPrograms): Promise<Cluster> {
  const folder = await programs.makeFolder();
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, password, { mode: 0o644 });
  const data = join(folder, "data");
  const login = ["--username", SUPERUSER, "--auth", "scram-sha-256", "--pwfile", passwordFile];
  await programs.run("initdb", ["--pgdata", data, "--encoding", "UTF8", "--locale", "C", "--no-sync", ...login]);
  await rm(passwordFile);
  return { folder, password };
}

/** Starts the server of a cluster, which may come from `pg_basebackup`, and waits until it answers. */
export async function startCluster(
  programs: PostgresPrograms,
  { folder, password }: Cluster,
  config: PostgresConfig = {},
): Promise<RunningPostgres> {
  const port = Number(config["port"] ?? (await freePort()));
  const place = { port: `${port}`, listen_addresses: "127.0.0.1", unix_socket_directories: folder };
  let settings = { ...FAST, ...place, ...config };
  const start = async () => {
    const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = programs.start("postgres", ["-D", join(folder, "data"), ...options]);
    await untilReady(child, /ready to accept/);
    return child;
  };
  let child = await start();
  return {
    url: `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    password,
    folder,
    pid() {
      if (child.pid === undefined) throw new Error("PostgreSQL does not run.");
      return child.pid;
    },
    stop: (how = "fast") => endProcess(child, SIGNALS[how]),
    async restart(changed = {}) {
      settings = { ...settings, ...changed };
      child = await untilPredecessorIsGone(start);
    },
    async dispose() {
      await endProcess(child, SIGNALS.immediate);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The children of a killed postmaster live a moment longer, and while they do no other server may start on their data. */
async function untilPredecessorIsGone<T>(start: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (!String(error).includes("is still in use")) throw error;
    }
  }
}
