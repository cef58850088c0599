import { findPostgres } from "./findPostgres.js";
import { startPostgres } from "./startPostgres.js";

export type StartedPostgres =
  | { kind: "started"; url: string; stop(): Promise<void> }
  | { kind: "unavailable"; reason: string };

/** A PostgreSQL server for tests: the one of DATABASE_TEST_POSTGRES_URL, else one that is started here. */
export async function startPostgresServer(): Promise<StartedPostgres> {
  const url = process.env["DATABASE_TEST_POSTGRES_URL"];
  if (url !== undefined && url !== "") return { kind: "started", url, stop: async () => {} };
  const found = findPostgres();
  if (found.kind === "unavailable") {
    return { kind: "unavailable", reason: `DATABASE_TEST_POSTGRES_URL is not set, and ${found.reason}` };
  }
  try {
    const running = await startPostgres(found.programs);
    return { kind: "started", url: running.url, stop: () => running.dispose() };
  } catch (error) {
    return { kind: "unavailable", reason: `${found.programs.folder}/postgres did not start: ${error}` };
  }
}
