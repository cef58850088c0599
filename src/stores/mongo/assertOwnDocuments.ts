import type { Connection, mongo } from "mongoose";
import { codeOf } from "../../utils/errorFacts.js";
import type { Kind } from "../Archive.js";
import { ForeignDatabaseError } from "../StoreUnavailableError.js";

type Document = { readonly _id: unknown };

/** A field that every record of ours has had since the first release, beside an `_id` that is a text. */
const OWN_FIELDS: Readonly<Record<Kind, string>> = {
  users: "passwordHash",
  sessions: "tokenHash",
  oneTimeTokens: "purpose",
  auditEvents: "name",
  jobs: "kind",
  rateLimits: "points",
  signingKeys: "sealedKey",
};

/** The first documents are an application's where it was there before Latchkey. */
const SAMPLE = 100;
/** Where `_id` is an index, both ends of it take a millisecond. FerretDB sorts all documents instead. */
const ENDS_TIMEOUT_MS = 250;
const MAX_TIME_EXPIRED = 50;

/**
 * Throws ForeignDatabaseError when a collection of ours holds documents of an application: nobody in them could sign in. The
 * look is short, however many there are: the first documents of each collection, and of users those at both ends of the index
 * of `_id`, because keys that are no texts sort before all texts or after them.
 */
export async function assertOwnDocuments({
  connection,
  prefix,
}: {
  connection: Connection;
  prefix: string;
}): Promise<void> {
  const database = connection.getClient().db();
  // One after the other: each at once would leave a connection behind for each.
  for (const [kind, field] of Object.entries(OWN_FIELDS)) {
    const name = prefix + kind;
    const collection = database.collection<Document>(name);
    const first: Document[] = await collection
      .find({}, { projection: { [field]: 1 } })
      .limit(SAMPLE)
      .toArray();
    const [low, high] =
      kind === "users" ? [await endOf(collection, field, 1), await endOf(collection, field, -1)] : [[], []];
    if ([...first, ...low, ...high].every((document) => isOwn(document, field))) continue;
    const found = `The collection "${name}" holds documents that are`;
    throw new ForeignDatabaseError(found, { prefix, source: "mongodb://…" });
  }
}

async function endOf(collection: mongo.Collection<Document>, field: string, order: 1 | -1): Promise<Document[]> {
  const options = { projection: { [field]: 1 }, sort: { _id: order }, limit: 1, maxTimeMS: ENDS_TIMEOUT_MS };
  try {
    return await collection.find({}, options).toArray();
  } catch (error) {
    if (codeOf(error) === MAX_TIME_EXPIRED) return [];
    throw error;
  }
}

function isOwn(document: Document, field: string): boolean {
  return typeof document._id === "string" && Reflect.has(document, field);
}
