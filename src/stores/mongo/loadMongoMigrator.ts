import type { Clock } from "../../utils/clock.js";
import type { Migrator } from "../Migrator.js";

/** The migrator of a MongoDB database. Mongoose is read from the disk now: see createMongoStore.ts. */
export async function loadMongoMigrator(options: { url: string; prefix?: string; clock: Clock }): Promise<Migrator> {
  const { createMongoMigrator } = await import("./createMongoMigrator.js");
  return createMongoMigrator(options);
}
