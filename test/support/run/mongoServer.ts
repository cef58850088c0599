/** Starts the MongoDB servers of the whole test run. */
import type { TestProject } from "vitest/node";
import { findSecantusDb } from "../../../scripts/mongo/findMongoProgram.js";
import { startMongoServer } from "../../../scripts/mongo/startMongoServer.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** The URL of a server, or `null` when this machine has none. */
    mongoUrl: string | null;
    /** Those of all servers: workers at the same time use different ones. */
    mongoUrls: readonly string[];
  }
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** SecantusDB runs on one core, so workers would wait for each other at one. */
const SERVERS = 2;

/** Gives the tests the servers' URLs; the teardown stops them, or says why the MongoDB cases were skipped. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // The first one installs what is missing.
  const server = await startMongoServer(report);
  if (server.kind === "unavailable") {
    project.provide("mongoUrl", null);
    project.provide("mongoUrls", []);
    return async () => report(`The MongoDB cases were skipped: ${server.reason}.`);
  }
  const others = await Promise.all(Array.from({ length: SERVERS - 1 }, () => startMongoServer(report)));
  const started = [server, ...others].filter((one) => one.kind === "started");
  project.provide("mongoUrl", server.url);
  project.provide(
    "mongoUrls",
    started.map(({ url }) => url),
  );
  const replicaSet = await findSecantusDb(report);
  return async () => {
    await Promise.all(started.map((one) => one.stop()));
    if (replicaSet.kind === "unavailable") report(`The replica set cases were skipped: ${replicaSet.reason}.`);
  };
}
