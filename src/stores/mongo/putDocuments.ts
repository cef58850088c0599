import { mongo } from "mongoose";
import { refusalsOf } from "./createUsers.js";
import { isDuplicateKey } from "./duplicateKey.js";
import type { StoredDocument } from "./shelves.js";

type Documents = readonly StoredDocument[];
type Collection = mongo.Collection<StoredDocument>;

/** Writes documents over those with their `_id`; another record with a value that must be unique is removed. */
export async function putDocuments(
  collection: Collection,
  documents: Documents,
  uniqueFields: readonly string[],
): Promise<void> {
  const refused = await insertNew(collection, documents);
  if (refused.length === 0) return;
  await collection.deleteMany({ $or: uniqueFields.map((field) => valuesOf(field, refused)) });
  // Of two that were read from a source in use, the older may hold a name that the younger has got since. The one that is
  // refused here is missing, so the next pass finds it.
  await insertNew(collection, refused);
}

/** Answers the documents that were refused as duplicates. Throws whatever else goes wrong. */
async function insertNew(collection: Collection, documents: Documents): Promise<StoredDocument[]> {
  try {
    await collection.insertMany([...documents], { ordered: false });
    return [];
  } catch (error) {
    return refusalsOf(error).flatMap(({ index, code, errmsg }) => {
      const refusal = new mongo.MongoServerError({ message: errmsg ?? "", code });
      if (!isDuplicateKey(refusal)) throw refusal;
      return documents[index] ?? [];
    });
  }
}

function valuesOf(field: string, documents: Documents) {
  return { [field]: { $in: documents.map((document) => Reflect.get(document, field)) } };
}
