import { join } from "node:path";
import { findPostgres } from "../../../scripts/postgres/findPostgres.js";
import { type PostgresConfig, type RunningPostgres, startCluster } from "../../../scripts/postgres/startPostgres.js";
import { onPostgres } from "./postgresDatabase.js";

/** Copies a running server and starts the copy, which follows it until it is promoted. */
export async function startStandby(primary: RunningPostgres, config: PostgresConfig = {}): Promise<RunningPostgres> {
  const found = findPostgres();
  if (found.kind === "unavailable") throw new Error(found.reason);
  const { programs } = found;
  const folder = await programs.makeFolder();
  const { username } = new URL(primary.url);
  const source = `host=127.0.0.1 port=${primary.port} user=${username} password=${primary.password}`;
  const options = ["--dbname", source, "--write-recovery-conf", "--checkpoint", "fast", "--no-sync"];
  await programs.run("pg_basebackup", ["--pgdata", join(folder, "data"), ...options]);
  return startCluster(programs, { folder, password: primary.password }, config);
}

/** From now on a commit at the primary waits until a standby has written it to its disk too. */
export async function waitForStandby(primary: RunningPostgres): Promise<void> {
  await onPostgres(primary.url, "ALTER SYSTEM SET synchronous_standby_names = '*'");
  await onPostgres(primary.url, "SELECT pg_reload_conf()");
  await untilSynchronous(primary);
}

/** Resolves when a standby follows whose answer each commit waits for. */
export function untilSynchronous(primary: RunningPostgres): Promise<void> {
  return untilTrue(primary, "SELECT count(*) = 1 AS answer FROM pg_stat_replication WHERE sync_state = 'sync'");
}

/** Makes a standby the primary. */
export async function promote(standby: RunningPostgres): Promise<void> {
  await onPostgres(standby.url, "SELECT pg_promote(wait => true)");
}

/** Resolves when the question, whose column is `answer`, is answered with true. */
export async function untilTrue({ url }: { url: string }, question: string): Promise<void> {
  for (;;) {
    const [row] = await onPostgres<{ answer: boolean }>(url, question);
    if (row?.answer === true) return;
  }
}

/** The URL of a database that is on any of these ports. */
export function urlOfAll(databaseUrl: string, ports: readonly number[]): string {
  const url = new URL(databaseUrl);
  return databaseUrl.replace(url.host, ports.map((port) => `127.0.0.1:${port}`).join(","));
}
