import type { Logger } from "../../utils/logger.js";
import type { DatabasePlace } from "../DatabaseAdapter.js";

/** The release that Latchkey is tested with, as `overrides` in package.json has it: those before have CVE-2026-126835. */
const TESTED = "7.9.0";

/**
 * The version of the driver of an app's connection, else of the one that Mongoose brings here; `null` where it is unknown. Nothing is
 * connected.
 */
export async function mongoDriverVersion(connection?: DatabasePlace["connection"]): Promise<string | null> {
  const isMongoose = connection !== undefined && "getClient" in connection;
  const client = isMongoose ? connection.getClient() : await unconnectedClient();
  // What the driver reports to servers; a bundled one has no package.json to look into.
  const metadata: unknown = await Object(Reflect.get(client, "options")).metadata;
  const version = /"driver":\{"name":"nodejs[^"]*","version":"(?<version>\d+\.\d+\.\d+)/.exec(JSON.stringify(metadata));
  return version?.groups?.["version"] ?? null;
}

async function unconnectedClient(): Promise<object> {
  const { mongo } = await import("mongoose");
  return new mongo.MongoClient("mongodb://localhost");
}

/** What is wrong with an older driver than the tested one, and the cure; `null` for that one and newer ones. */
export function oldDriverProblem(version: string): string | null {
  if (!isOlder(version, TESTED)) return null;
  return `The MongoDB driver is mongodb ${version}, older than ${TESTED}, which Latchkey is tested with and which fixes CVE-2026-126835: write "overrides": { "mongodb": "${TESTED}" } into package.json and install again.`;
}

/** Mongoose's own range lets an app keep a driver that was never tested here. */
export async function warnOfOldDriver(logger: Logger, versionOf: () => Promise<string | null>): Promise<void> {
  const version = await versionOf();
  const problem = version === null ? null : oldDriverProblem(version);
  if (problem !== null) logger.warn({ version }, problem);
}

function isOlder(version: string, than: string): boolean {
  const [ours, theirs] = [version, than].map((text) => text.split(".").map(Number));
  const at = [0, 1, 2].find((part) => ours?.[part] !== theirs?.[part]);
  return at !== undefined && (ours?.[at] ?? 0) < (theirs?.[at] ?? 0);
}
