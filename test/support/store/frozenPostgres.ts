import type { RunningPostgres } from "../../../scripts/postgres/startPostgres.js";
import { onPostgres } from "./postgresDatabase.js";

/** Stops every process of a server where it is, as when its machine or its disk hangs. What it answers lets them go on. */
export async function freeze(server: RunningPostgres): Promise<() => void> {
  const backends = await onPostgres<{ pid: number }>(server.url, "SELECT pid FROM pg_stat_activity");
  const pids = [server.pid(), ...backends.map(({ pid }) => pid)];
  signal(pids, "SIGSTOP");
  return () => signal(pids, "SIGCONT");
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      // The connection that asked for the processes has ended with its own.
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
  }
}
