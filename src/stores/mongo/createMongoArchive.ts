import type { mongo } from "mongoose";
import type { Archive, Kind, Written } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { patientOptions } from "./connectOptions.js";
import { readMark, replaceMark } from "./copyMark.js";
import { createPager, type Pager } from "./createPager.js";
import { databaseName } from "./databaseName.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";
import { type OpenDatabase, openDatabase } from "./openConnection.js";
import { putDocuments } from "./putDocuments.js";
import { type StoredDocument, shelves } from "./shelves.js";

interface Opened {
  readonly database: OpenDatabase;
  readonly models: Models;
  readonly pagers: Readonly<Record<Kind, Pager<StoredDocument>>>;
}

/** The records of one Latchkey in a MongoDB database, to be moved in and out. `prefix`: of its collections; none by default. */
export function createMongoArchive({ url, prefix = "" }: { url: string; prefix?: string }): Archive {
  let opened: Opened | null = null;

  async function run<T>(work: (opened: Opened) => Promise<T>): Promise<T> {
    if (opened === null) throw new StoreUnavailableError("The archive is not open.");
    try {
      return await work(opened);
    } catch (error) {
      throw toStoreError(error, "unknown");
    }
  }

  /**
   * Changes records, unless another run has taken over. Between the look at the mark and the change lies a moment, because
   * no write here spans two records: a copy is run by one person at a time.
   */
  function change(runId: string, work: (opened: Opened) => Promise<unknown>): Promise<Written> {
    return run(async (where) => {
      const mark = await readMark(where.database);
      if (mark?.state !== "filling" || mark.run !== runId) return { kind: "taken-over" };
      await work(where);
      return { kind: "written" };
    });
  }

  return {
    name: databaseName(url, prefix),
    locksWriters: false,

    async open() {
      const database = await openDatabase({ url, prefix }, patientOptions());
      opened = { database, models: createModels(database.connection, prefix), pagers: pagersOf(database) };
    },

    count: (kind) => run((where) => collectionOf(where.database, kind).estimatedDocumentCount()),

    page: (kind, { after, limit }) =>
      run(async ({ pagers }) => {
        const { fromDocument, keyOf } = shelves[kind];
        const documents = await pagers[kind](after, limit);
        return documents.map((document) => {
          const record = fromDocument(document as never);
          return { key: keyOf(record), record };
        });
      }),

    put: (kind, records, runId) =>
      change(runId, (where) => {
        const documents = records.map(shelves[kind].toDocument);
        return putDocuments(collectionOf(where.database, kind), documents, uniqueFieldsOf(where.models[kind]));
      }),

    remove: (kind, keys, runId) =>
      change(runId, (where) =>
        collectionOf(where.database, kind).deleteMany({ [shelves[kind].key]: { $in: [...keys] } }),
      ),

    mark: () => run(({ database }) => readMark(database)),
    setMark: (next, expected) => run(({ database }) => replaceMark(database, next, expected)),

    async close() {
      await opened?.database.connection.destroy();
      opened = null;
    },
  };
}

/** By the driver itself: Mongoose would check every record that passes, and take most of the time. */
function collectionOf({ connection, prefix }: OpenDatabase, kind: Kind): mongo.Collection<StoredDocument> {
  return connection
    .getClient()
    .db()
    .collection(prefix + kind);
}

function pagersOf(database: OpenDatabase): Opened["pagers"] {
  return {
    users: pagerOf(database, "users"),
    sessions: pagerOf(database, "sessions"),
    oneTimeTokens: pagerOf(database, "oneTimeTokens"),
    auditEvents: pagerOf(database, "auditEvents"),
    jobs: pagerOf(database, "jobs"),
    rateLimits: pagerOf(database, "rateLimits"),
    signingKeys: pagerOf(database, "signingKeys"),
  };
}

function pagerOf(database: OpenDatabase, kind: Kind): Pager<StoredDocument> {
  const { key } = shelves[kind];
  const find = (after: string | null, batchSize: number) =>
    collectionOf(database, kind)
      .find(after === null ? {} : { [key]: { $gt: after } }, { batchSize })
      .sort({ [key]: 1 });
  return createPager(find, (document) => String(Reflect.get(document, key)));
}

function uniqueFieldsOf(model: Models[Kind]): string[] {
  const unique = model.schema.indexes().filter(([, options]) => options.unique === true);
  return ["_id", ...unique.flatMap(([keys]) => Object.keys(keys))];
}
