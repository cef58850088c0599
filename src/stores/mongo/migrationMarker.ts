import type { MigrationMarker } from "../Archive.js";
import { isDuplicateKey } from "./mongoErrors.js";
import type { OpenDatabase } from "./openDatabase.js";

/** The kind of database in messages. */
export const MONGODB_DATABASE = "MongoDB database";
/** How long a server may write after it has looked at the marker and found no lock. */
export const WRITE_LEASE_MS = 1000;

const ID = "copy";

type Place = Pick<OpenDatabase, "db" | "prefix">;
type StoredMarker = MigrationMarker & { readonly _id: string };

/** A collection without Mongoose, which would check every record and take most of the time of a copy. */
export function rawCollection<T extends { readonly _id: string }>({ db, prefix }: Place, name: string) {
  return db.collection<T>(prefix + name);
}

export function readMarker(database: Place): Promise<MigrationMarker | null> {
  return rawCollection<StoredMarker>(database, "copyMarks").findOne({ _id: ID }, { projection: { _id: 0 } });
}

/** Replaces the marker if it is still `expected`, and answers whether it was. */
export async function replaceMarker(
  database: Place,
  next: MigrationMarker,
  expected: MigrationMarker | null,
): Promise<boolean> {
  const markers = rawCollection<StoredMarker>(database, "copyMarks");
  if (expected !== null) return (await markers.replaceOne({ _id: ID, ...expected }, next)).matchedCount === 1;
  try {
    await markers.insertOne({ _id: ID, ...next });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}
