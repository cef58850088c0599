import type { ClientBase } from "pg";

/** Runs `work` in a transaction: what it wrote is stored when this resolves, and none of it when it rejects. */
export async function inTransaction<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  // Those who wait for each other read what the other has committed, also where the default is serializable.
  await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
  try {
    const result = await work();
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // The first fault is the one to report.
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
