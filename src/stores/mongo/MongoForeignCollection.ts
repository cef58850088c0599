import type { Connection, mongo } from "mongoose";
import { databaseName } from "../databaseName.js";
import type { ForeignCollection, ForeignDocument } from "../ForeignCollection.js";
import { toStoreError } from "./mongoErrors.js";
import { openConnection, patientOptions } from "./openDatabase.js";

type Document = Record<string, unknown> & { readonly _id: unknown };

const BATCH = 200;

/** A collection of an application's database. */
export class MongoForeignCollection implements ForeignCollection {
  readonly name: string;
  readonly #connection: Connection;
  readonly #database: mongo.Db;
  readonly #collection: mongo.Collection<Document>;

  private constructor(connection: Connection, url: string, collection: string) {
    this.name = `the collection ${collection} of ${databaseName(url)}`;
    this.#connection = connection;
    this.#database = connection.getClient().db();
    this.#collection = this.#database.collection<Document>(collection);
  }

  /** Connects. Rejects with StoreUnavailableError. */
  static async open({ url, collection }: { url: string; collection: string }): Promise<MongoForeignCollection> {
    return new MongoForeignCollection(await openConnection(url, patientOptions()), url, collection);
  }

  count(): Promise<number> {
    return run(() => this.#collection.estimatedDocumentCount());
  }

  siblings(): Promise<string[]> {
    return run(async () => {
      const all = await this.#database.listCollections({}, { nameOnly: true }).toArray();
      return all.map((one) => one.name).toSorted();
    });
  }

  async *documents(): AsyncGenerator<ForeignDocument> {
    const cursor = this.#collection.find({}, { batchSize: BATCH }).sort({ _id: 1 });
    try {
      // In the same order both times, whatever the keys are: a range of keys would leave out those of another type.
      for (let found = await run(() => cursor.next()); found !== null; found = await run(() => cursor.next())) {
        yield toForeignDocument(found);
      }
    } finally {
      await cursor.close();
    }
  }

  close(): Promise<void> {
    return this.#connection.destroy();
  }
}

async function run<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, "not-applied");
  }
}

function toForeignDocument({ _id, ...fields }: Document): ForeignDocument {
  const madeAt = isObjectId(_id) ? _id.getTimestamp().getTime() : null;
  return { id: String(_id), madeAt, fields };
}

function isObjectId(id: unknown): id is mongo.ObjectId {
  return typeof id === "object" && id !== null && "_bsontype" in id && id._bsontype === "ObjectId";
}
