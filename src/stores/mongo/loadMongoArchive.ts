import type { Archive } from "../Archive.js";

/** The archive of a MongoDB database. Mongoose is read from the disk now: see createMongoStore.ts. */
export async function loadMongoArchive(options: { url: string; prefix?: string }): Promise<Archive> {
  const { createMongoArchive } = await import("./createMongoArchive.js");
  return createMongoArchive(options);
}
