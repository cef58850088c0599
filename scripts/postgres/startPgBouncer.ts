import { existsSync } from "node:fs";
import { chown, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findOnPath } from "../mongo/findOnPath.js";
import { freePort } from "../mongo/freePort.js";
import { accountOf } from "./findPostgres.js";
import { PostgresPrograms } from "./PostgresPrograms.js";
import { endProcess, untilReady } from "./untilReady.js";

/** Where the PATH of an ordinary user does not look. */
const DEBIAN = "/usr/sbin/pgbouncer";

export interface RunningPgBouncer {
  /** The URL of the server, by way of PgBouncer. */
  readonly url: string;
  dispose(): Promise<void>;
}

/** PgBouncer, which like PostgreSQL refuses root; `null` when it is not installed. */
export function findPgBouncer(): PostgresPrograms | null {
  const file = findOnPath("pgbouncer") ?? DEBIAN;
  const account = accountOf("postgres");
  return !existsSync(file) || account === null ? null : new PostgresPrograms(dirname(file), account);
}

/**
 * Starts PgBouncer in transaction mode before a server: each transaction of a client may meet another connection of the server.
 *
 * @param serverUrl a URL with a user and a password; its databases are all reached
 * @param settings further lines of the section `[pgbouncer]`
 */
export async function startPgBouncer(
  programs: PostgresPrograms,
  serverUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningPgBouncer> {
  const server = new URL(serverUrl);
  const port = await freePort();
  const folder = await programs.makeFolder();
  const file = join(folder, "pgbouncer.ini");
  const users = join(folder, "users.txt");
  const lines = {
    listen_addr: "127.0.0.1",
    listen_port: `${port}`,
    unix_socket_dir: "",
    auth_type: "scram-sha-256",
    auth_file: users,
    pool_mode: "transaction",
    max_client_conn: "1000",
    default_pool_size: "20",
    ...settings,
  };
  const section = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  const databases = `[databases]\n* = host=${server.hostname} port=${server.port}`;
  await writeFile(file, `${databases}\n[pgbouncer]\n${section.join("\n")}\n`);
  await writeFile(users, `"${server.username}" "${server.password}"\n`, { mode: 0o600 });
  if ("uid" in programs.account) await chown(users, programs.account["uid"], programs.account["gid"]);

  const removeFolder = () => rm(folder, { recursive: true, force: true });
  const child = programs.start("pgbouncer", [file]);
  try {
    await untilReady(child, /process up/);
  } catch (error) {
    await removeFolder();
    throw error;
  }
  server.port = `${port}`;
  return {
    url: server.href,
    async dispose() {
      await endProcess(child, "SIGTERM");
      await removeFolder();
    },
  };
}
