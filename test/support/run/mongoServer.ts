/** Starts one MongoDB server for the whole test run. */
import type { TestProject } from "vitest/node";
import { findSecantusDb } from "../../../scripts/mongo/findMongoProgram.js";
import { startMongoServer } from "../../../scripts/mongo/startMongoServer.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The server's URL, or `null` when this machine has none. */
    mongoUrl: string | null;
  }
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Gives the tests the server's URL; the teardown stops it, or says why the MongoDB cases were skipped. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startMongoServer(report);
  if (server.kind === "unavailable") {
    project.provide("mongoUrl", null);
    return async () => report(`The MongoDB cases were skipped: ${server.reason}.`);
  }
  project.provide("mongoUrl", server.url);
  const replicaSet = await findSecantusDb(report);
  return async () => {
    await server.stop();
    if (replicaSet.kind === "unavailable") report(`The replica set cases were skipped: ${replicaSet.reason}.`);
  };
}
