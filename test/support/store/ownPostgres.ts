import { inject } from "vitest";
import { findPostgres } from "../../../scripts/postgres/findPostgres.js";
import { findPgBouncer } from "../../../scripts/postgres/startPgBouncer.js";
import { type PostgresConfig, type RunningPostgres, startPostgres } from "../../../scripts/postgres/startPostgres.js";

const found =
  inject("postgresUrl") === null
    ? { kind: "unavailable" as const, reason: "there is no PostgreSQL server" }
    : findPostgres();

/** Whether a test can have a server of its own, which it may stop and set. */
export const hasPostgresPrograms = found.kind === "found";

/** PgBouncer, or `null` when it or the server of the run is missing. */
export const pgBouncer = inject("postgresUrl") === null ? null : findPgBouncer();

/** Starts a server that belongs to the caller. */
export async function startOwnPostgres(config?: PostgresConfig): Promise<RunningPostgres> {
  if (found.kind === "unavailable") throw new Error(found.reason);
  return startPostgres(found.programs, config);
}
