import type { Connection, mongo } from "mongoose";
import { StoreUnavailableError } from "../../utils/StoreUnavailableError.js";
import type { Archive, Kind, Written } from "../Archive.js";
import { connectOptions } from "./connectOptions.js";
import { readMark, replaceMark } from "./copyMark.js";
import { createPager, type Pager } from "./createPager.js";
import { toStoreError } from "./faults.js";
import { createModels, type Models } from "./models.js";
import { openConnection } from "./openConnection.js";
import { putDocuments } from "./putDocuments.js";
import { type StoredDocument, shelves } from "./shelves.js";

const STEP_TIMEOUT_MS = 5_000;
/** A page is long, and a server may have to sort for it. */
const ANSWER_TIMEOUT_MS = 60_000;

interface Opened {
  readonly connection: Connection;
  readonly models: Models;
  readonly pagers: Readonly<Record<Kind, Pager<StoredDocument>>>;
}

/** The records of one MongoDB database, to be moved in and out. */
export function createMongoArchive({ url }: { url: string }): Archive {
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
      const mark = await readMark(where.connection);
      if (mark?.state !== "filling" || mark.run !== runId) return { kind: "taken-over" };
      await work(where);
      return { kind: "written" };
    });
  }

  return {
    name: nameOf(url),
    locksWriters: false,

    async open() {
      const connection = await openConnection(url, {
        ...connectOptions(STEP_TIMEOUT_MS),
        socketTimeoutMS: ANSWER_TIMEOUT_MS,
        waitQueueTimeoutMS: ANSWER_TIMEOUT_MS,
      });
      opened = { connection, models: createModels(connection), pagers: pagersOf(connection) };
    },

    count: (kind) => run((where) => collectionOf(where.connection, kind).estimatedDocumentCount()),

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
        return putDocuments(collectionOf(where.connection, kind), documents, uniqueFieldsOf(where.models[kind]));
      }),

    remove: (kind, keys, runId) =>
      change(runId, (where) =>
        collectionOf(where.connection, kind).deleteMany({ [shelves[kind].key]: { $in: [...keys] } }),
      ),

    mark: () => run(({ connection }) => readMark(connection)),
    setMark: (next, expected) => run(({ connection }) => replaceMark(connection, next, expected)),

    async close() {
      await opened?.connection.destroy();
      opened = null;
    },
  };
}

/** By the driver itself: Mongoose would check every record that passes, and take most of the time. */
function collectionOf(connection: Connection, kind: Kind): mongo.Collection<StoredDocument> {
  return connection.getClient().db().collection(kind);
}

function pagersOf(connection: Connection): Opened["pagers"] {
  return {
    users: pagerOf(connection, "users"),
    sessions: pagerOf(connection, "sessions"),
    oneTimeTokens: pagerOf(connection, "oneTimeTokens"),
    auditEvents: pagerOf(connection, "auditEvents"),
    jobs: pagerOf(connection, "jobs"),
    rateLimits: pagerOf(connection, "rateLimits"),
    signingKeys: pagerOf(connection, "signingKeys"),
  };
}

function pagerOf(connection: Connection, kind: Kind): Pager<StoredDocument> {
  const { key } = shelves[kind];
  const find = (after: string | null, batchSize: number) =>
    collectionOf(connection, kind)
      .find(after === null ? {} : { [key]: { $gt: after } }, { batchSize })
      .sort({ [key]: 1 });
  return createPager(find, (document) => String(Reflect.get(document, key)));
}

function uniqueFieldsOf(model: Models[Kind]): string[] {
  const unique = model.schema.indexes().filter(([, options]) => options.unique === true);
  return ["_id", ...unique.flatMap(([keys]) => Object.keys(keys))];
}

/** A URL without user, password and options. */
function nameOf(url: string): string {
  const [scheme = "", rest = ""] = url.split("://", 2);
  const [authority = ""] = rest.split("/", 1);
  const [address = ""] = rest.slice(authority.lastIndexOf("@") + 1).split("?", 1);
  return `${scheme}://${address}`;
}
