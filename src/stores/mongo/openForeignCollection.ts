import type { mongo } from "mongoose";
import type { ForeignCollection, ForeignDocument } from "../ForeignCollection.js";
import { patientOptions } from "./connectOptions.js";
import { databaseName } from "./databaseName.js";
import { toStoreError } from "./faults.js";
import { openConnection } from "./openConnection.js";

type Document = Record<string, unknown> & { readonly _id: unknown };

const BATCH = 200;

/** Connects to the database of an application, to read one of its collections. Rejects with StoreUnavailableError. */
export async function openForeignCollection({
  url,
  collection: name,
}: {
  url: string;
  collection: string;
}): Promise<ForeignCollection> {
  const connection = await openConnection(url, patientOptions());
  const database = connection.getClient().db();
  const collection = database.collection<Document>(name);

  async function run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStoreError(error, "not-applied");
    }
  }

  return {
    name: `the collection ${name} of ${databaseName(url)}`,
    count: () => run(() => collection.estimatedDocumentCount()),
    siblings: () =>
      run(async () => {
        const all = await database.listCollections({}, { nameOnly: true }).toArray();
        return all.map((one) => one.name).toSorted();
      }),
    async *documents() {
      const cursor = collection.find({}, { batchSize: BATCH }).sort({ _id: 1 });
      try {
        // In the same order both times, whatever the keys are: a range of keys would leave out those of another type.
        for (let found = await run(() => cursor.next()); found !== null; found = await run(() => cursor.next())) {
          yield toForeignDocument(found);
        }
      } finally {
        await cursor.close();
      }
    },
    close: () => connection.destroy(),
  };
}

function toForeignDocument({ _id, ...fields }: Document): ForeignDocument {
  const madeAt = isObjectId(_id) ? _id.getTimestamp().getTime() : null;
  return { id: String(_id), madeAt, fields };
}

function isObjectId(id: unknown): id is mongo.ObjectId {
  return typeof id === "object" && id !== null && "_bsontype" in id && id._bsontype === "ObjectId";
}
