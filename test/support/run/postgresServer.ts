/** Starts one PostgreSQL server for the whole test run. */
import type { TestProject } from "vitest/node";
import { startPostgresServer } from "../../../scripts/postgres/startPostgresServer.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server's URL, with a user who may make databases; `null` when this machine has none. */
    postgresUrl: string | null;
  }
}

/** Gives the tests the server's URL; the teardown stops it, or says why the PostgreSQL cases were skipped. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgresServer();
  if (server.kind === "unavailable") {
    project.provide("postgresUrl", null);
    return async () => {
      process.stderr.write(`The PostgreSQL cases were skipped: ${server.reason}.\n`);
    };
  }
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}
