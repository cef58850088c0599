import type { ForeignCollection } from "../ForeignCollection.js";

/** Opens a collection of an application. Mongoose is read from the disk now: see createMongoStore.ts. */
export async function loadForeignCollection(options: { url: string; collection: string }): Promise<ForeignCollection> {
  const { openForeignCollection } = await import("./openForeignCollection.js");
  return openForeignCollection(options);
}
