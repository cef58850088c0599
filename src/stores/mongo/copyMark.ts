import type { mongo } from "mongoose";
import type { CopyMark } from "../Archive.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { isDuplicateKey } from "./duplicateKey.js";
import type { OpenDatabase } from "./openConnection.js";

type StoredMark = CopyMark & { readonly _id: string };

const ID = "copy";

function marksOf({ connection, prefix }: OpenDatabase): mongo.Collection<StoredMark> {
  return connection.getClient().db().collection(`${prefix}copyMarks`);
}

export async function readMark(database: OpenDatabase): Promise<CopyMark | null> {
  const found = await marksOf(database).findOne({ _id: ID });
  return found === null ? null : copyMark(found);
}

/** Replaces the mark if it still is `expected`, and answers whether it was. */
export async function replaceMark(database: OpenDatabase, next: CopyMark, expected: CopyMark | null): Promise<boolean> {
  const marks = marksOf(database);
  const stored = { _id: ID, ...copyMark(next) };
  if (expected !== null) {
    const { matchedCount } = await marks.replaceOne({ _id: ID, ...copyMark(expected) }, stored);
    return matchedCount === 1;
  }
  try {
    await marks.insertOne(stored);
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return false;
  }
}

/** Throws when the data was moved elsewhere, or is not all there yet: nobody is to be served from it. */
export async function assertServable(database: OpenDatabase): Promise<void> {
  const mark = await readMark(database);
  if (mark?.state === "moved") {
    throw new StoreUnavailableError(
      `The data of this MongoDB database was moved to ${mark.peer}: set DATABASE_URL to that, or take the move back by "latchkey copy" with --back.`,
    );
  }
  if (mark?.state === "filling") {
    throw new StoreUnavailableError(
      `This MongoDB database is an unfinished copy of ${mark.peer}: finish it by "latchkey copy" with --switch.`,
    );
  }
}

function copyMark({ copy, state, run, peer }: CopyMark): CopyMark {
  return { copy, state, run, peer };
}
