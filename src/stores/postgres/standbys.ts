import { connectToPrimary } from "./openPools.js";
import { toStoreError } from "./postgresErrors.js";

const TIMEOUT_MS = 5_000;
// Without a special right only the process of a connection is known, which is enough. Backups and subscribers are no standbys.
const LOOK = `SELECT count(*)::int AS count FROM pg_stat_replication
  WHERE current_setting('synchronous_standby_names') = '' AND state IS DISTINCT FROM 'backup'
    AND NOT EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_type = 'logical' AND active_pid = pid)`;

/** How many standbys follow the primary while it waits for none of them. Rejects with StoreUnavailableError. */
export async function countAsynchronousStandbys(url: string): Promise<number> {
  const client = await connectToPrimary(url, TIMEOUT_MS);
  try {
    return (await client.query<{ count: number }>(LOOK)).rows[0]?.count ?? 0;
  } catch (error) {
    throw toStoreError(error);
  } finally {
    await client.end();
  }
}
