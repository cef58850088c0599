import type { mongo } from "mongoose";
import { retryOnDuplicateKey } from "./mongoErrors.js";

/** The version of the records that this program knows. Version 2 has second factors, passkeys and identities. */
const KNOWN = 2;

interface Place {
  readonly db: mongo.Db;
  /** Stands before the names of the collections. */
  readonly prefix: string;
}

interface Needs {
  readonly _id: string;
  readonly needs: number;
}

/** Throws when a newer program has changed the records so that this one must not work on them. */
export async function assertSchemaCompatible(place: Place): Promise<void> {
  const needs = await needsOf(place);
  if (needs <= KNOWN) return;
  throw new Error(
    `The MongoDB database needs a program that knows version ${needs} of its records; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}

/**
 * Shuts out programs that know less: they would ask a user with a second factor for the password alone, and leave a stranger's
 * identity to the owner of a mailbox who resets the password. They look when they start: one that runs goes on.
 */
export async function raiseNeeds(place: Place): Promise<void> {
  if (!(await lacksNeeds(place))) return;
  const raised = { $max: { needs: KNOWN } };
  await retryOnDuplicateKey(() => collectionOf(place).updateOne({ _id: "schema" }, raised, { upsert: true }));
}

/** Whether programs that know less may still start on the database. */
export async function lacksNeeds(place: Place): Promise<boolean> {
  return (await needsOf(place)) < KNOWN;
}

/** As commands show it: `schema.needs_2`. */
export function needsName({ prefix }: Place): string {
  return `${prefix}schema.needs_${KNOWN}`;
}

async function needsOf(place: Place): Promise<number> {
  return (await collectionOf(place).findOne({ _id: "schema" }))?.needs ?? 0;
}

function collectionOf({ db, prefix }: Place): mongo.Collection<Needs> {
  return db.collection<Needs>(`${prefix}schema`);
}
