import type { mongo } from "mongoose";
import { ForeignDatabaseError } from "../../utils/ForeignDatabaseError.js";
import type { Kind } from "../Archive.js";
import type { OpenDatabase } from "./openConnection.js";

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

/**
 * Throws ForeignDatabaseError when a collection of ours holds documents of an application: nobody in them could sign in, and
 * every look at one would fail. It reads the first document of each collection, however many there are, and of users those at
 * both ends of the index of `_id`: keys that are no texts sort before all texts or after them.
 */
export async function assertOwnDocuments({ connection, prefix }: OpenDatabase): Promise<void> {
  const database = connection.getClient().db();
  await Promise.all(
    Object.entries(OWN_FIELDS).map(async ([kind, field]) => {
      const name = prefix + kind;
      const documents = await samplesOf(database.collection<Document>(name), kind === "users");
      if (documents.every((document) => isOwn(document, field))) return;
      const found = `The collection "${name}" holds documents that are`;
      throw new ForeignDatabaseError(found, { prefix, source: "mongodb://…" });
    }),
  );
}

async function samplesOf(collection: mongo.Collection<Document>, bothEnds: boolean): Promise<Document[]> {
  const first = collection.find().limit(1).toArray();
  const ends = bothEnds
    ? ([1, -1] as const).map((order) => collection.find().sort({ _id: order }).limit(1).toArray())
    : [];
  return (await Promise.all([first, ...ends])).flat();
}

function isOwn(document: Document, field: string): boolean {
  return typeof document._id === "string" && Reflect.has(document, field);
}
