import { randomUUID } from "node:crypto";
import { createConnection } from "mongoose";
import { inject } from "vitest";
import { createMongoStore } from "../../../src/stores/mongo/index.js";
import type { MongoStore } from "../../../src/stores/mongo/MongoStore.js";

/** The URL of a database that no other test uses, on a server of the run unless another one is named. */
export function freshMongoUrl(serverUrl: string | undefined = serverOfWorker()): string {
  if (serverUrl === undefined) throw new Error("There is no MongoDB server.");
  const name = `latchkey_${randomUUID().slice(0, 8)}`;
  return serverUrl.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?[^?]*/, `$1/${name}`);
}

function serverOfWorker(): string | undefined {
  const urls = inject("mongoUrls");
  return urls[Number(process.env["VITEST_POOL_ID"] ?? 0) % urls.length];
}

/** A server of tests may be small and shared: what waits longer for it than a user would is no outage. */
const PATIENCE_MS = 30_000;

/** A store for tests that are not about outages. */
export function patientMongoStore(url: string, prefix = ""): MongoStore {
  return createMongoStore({ url, prefix, stepTimeoutMs: PATIENCE_MS });
}

/** Removes the database that a URL names. */
export async function dropMongoDatabase(url: string): Promise<void> {
  const connection = await createConnection(url).asPromise();
  await connection.dropDatabase();
  await connection.destroy();
}
