import { setTimeout as sleep } from "node:timers/promises";
import type { mongo } from "mongoose";
import { codeOf } from "../../utils/errorFacts.js";
import type { Kind } from "../Archive.js";
import { ForeignDatabaseError, otherPrefix } from "../StoreUnavailableError.js";
import { indexNamesOf, type Models } from "./models.js";

type Document = { readonly _id: unknown };

/** Fields that every record of ours has had since the first release with its kind, beside an `_id` that is a text. */
const OWN_FIELDS: Readonly<Record<Kind, readonly [string, string]>> = {
  users: ["passwordHash", "epoch"],
  sessions: ["tokenHash", "generation"],
  oneTimeTokens: ["purpose", "hash"],
  auditEvents: ["name", "at"],
  jobs: ["kind", "dueAt"],
  rateLimits: ["points", "expiresAt"],
  signingKeys: ["sealedKey", "sequence"],
  secondFactors: ["recoveryCodes", "version"],
  passkeys: ["credentialId", "spent"],
  identities: ["issuer", "subject"],
  emailCodes: ["waiting", "expiresAt"],
};

/** Indexes that no application has, of the collections that are built first. */
const OWN_INDEXES = ["users.passwordHash_1", "sessions.userId_1_createdAt_-1__id_-1"];

/** The first documents are an application's where it was there before Latchkey. */
const SAMPLE = 100;
/** Where `_id` is an index, both ends of it take a millisecond. Other servers of MongoDB's protocol may sort all documents. */
const ENDS_TIMEOUT_MS = 250;
const MAX_TIME_EXPIRED = 50;
/** A server makes its first index within this time, and the others after it. */
const LOOKS = 6;
const PAUSE_MS = 250;
const NAMESPACE_NOT_FOUND = 26;
const UNAUTHORIZED = 13;

interface Place {
  readonly db: mongo.Db;
  readonly models: Models;
  readonly prefix: string;
  /** The collections for which the app has models. */
  readonly appCollections: readonly string[];
}

/**
 * Throws ForeignDatabaseError when a collection of ours is an application's: nobody in it could sign in, and our unique indexes would
 * make the application's own writes fail. The look is short, however many documents there are.
 */
export async function assertOwnDocuments(place: Place): Promise<void> {
  for (let look = 1; ; look++) {
    const empty = await emptyCollections(place);
    const foreign = empty.collections.find((collection) => !isOwnEmpty(collection, empty.isOurs));
    if (foreign === undefined) return;
    // Another server of ours may be making the database its own right now.
    if (look === LOOKS) refuse(place.prefix, `"${foreign.name}" is empty, and its indexes are`);
    await sleep(PAUSE_MS);
  }
}

interface EmptyCollection {
  readonly name: string;
  /** The names of its indexes beside `_id_`; `null` where it does not exist. */
  readonly indexes: readonly string[] | null;
  readonly own: readonly string[];
}

/** Throws ForeignDatabaseError for documents or a model of an application. `isOurs`: something in the database is Latchkey's. */
async function emptyCollections({ db, models, prefix, appCollections }: Place) {
  const collections: EmptyCollection[] = [];
  let isOurs = false;
  // One after the other: each at once would leave a connection behind for each.
  for (const kind of Object.keys(OWN_FIELDS) as Kind[]) {
    const name = prefix + kind;
    const documents = await sampleOf(db.collection<Document>(name), kind);
    if (!documents.every((document) => isOwn(document, kind))) refuse(prefix, `"${name}" holds documents that are`);
    const indexes = documents.length === 0 ? await indexesOf(db.collection(name)) : null;
    const own = indexNamesOf(models[kind]);
    const isKnown = documents.length > 0 || indexes?.some((index) => own.includes(index));
    if (!isKnown && appCollections.includes(name)) refuse(prefix, `"${name}" belongs to a model of the app and is`);
    isOurs ||= documents.length > 0 || (indexes ?? []).some((index) => OWN_INDEXES.includes(`${kind}.${index}`));
    if (documents.length === 0) collections.push({ name, indexes, own });
  }
  return { isOurs, collections };
}

/** An empty one without indexes may be what a copy or a person has left, but where nothing is ours an application has just made it. */
function isOwnEmpty({ indexes, own }: EmptyCollection, isOurs: boolean): boolean {
  return indexes === null || (isOurs && indexes.every((index) => own.includes(index)));
}

function refuse(prefix: string, found: string): never {
  throw new ForeignDatabaseError(`The collection ${found}`, { setting: otherPrefix(prefix), source: "mongodb://…" });
}

/**
 * The first documents, and of users those at both ends of the index of `_id`, because keys that are no texts sort before all
 * texts or after them.
 */
async function sampleOf(collection: mongo.Collection<Document>, kind: Kind): Promise<Document[]> {
  const projection = projectionOf(kind);
  const first: Document[] = await collection.find({}, { projection }).limit(SAMPLE).toArray();
  if (kind !== "users" || first.length === 0) return first;
  return [...first, ...(await endOf(collection, kind, 1)), ...(await endOf(collection, kind, -1))];
}

async function endOf(collection: mongo.Collection<Document>, kind: Kind, order: 1 | -1): Promise<Document[]> {
  const options = {
    projection: projectionOf(kind),
    sort: { _id: order },
    limit: 1,
    maxTimeMS: ENDS_TIMEOUT_MS,
  };
  try {
    return await collection.find({}, options).toArray();
  } catch (error) {
    if (codeOf(error) === MAX_TIME_EXPIRED) return [];
    throw error;
  }
}

function projectionOf(kind: Kind): Record<string, 1> {
  return Object.fromEntries(OWN_FIELDS[kind].map((field) => [field, 1]));
}

/** The names of the indexes beside `_id_`; `null` where there is no collection, or where the user of the database may not list them. */
async function indexesOf(collection: mongo.Collection): Promise<string[] | null> {
  try {
    return (await collection.indexes()).map(({ name }) => name ?? "").filter((name) => name !== "_id_");
  } catch (error) {
    const code = codeOf(error);
    if (code === NAMESPACE_NOT_FOUND || code === UNAUTHORIZED) return null;
    throw error;
  }
}

function isOwn(document: Document, kind: Kind): boolean {
  return typeof document._id === "string" && OWN_FIELDS[kind].every((field) => Reflect.has(document, field));
}
