import { mongo } from "mongoose";
import { isError, nameOf } from "../../utils/errorFacts.js";
import type { CreateResult, User } from "../Store.js";
import type { Models } from "./models.js";
import { takenField } from "./takenField.js";
import { copyUser } from "./userRecord.js";

/** The server has not said that the write would survive, so it may be undone. */
const WRITE_CONCERN_FAILED = 64;

/** One command inserts all of them, each on its own: one that is refused stops no other. */
export async function createUsers(models: Models, users: readonly User[]): Promise<CreateResult[]> {
  const results = users.map((): CreateResult => ({ kind: "created" }));
  if (users.length === 0) return results;
  try {
    // Without it a record that does not fit the schema would be left out in silence.
    await models.users.insertMany(users.map(copyUser), { ordered: false, throwOnValidationError: true });
  } catch (error) {
    for (const { index, code, errmsg } of refusalsOf(error)) {
      const user = users[index];
      if (user === undefined) throw error;
      const refusal = new mongo.MongoServerError({ message: errmsg ?? "", code });
      results[index] = { kind: "taken", field: await takenField(models, user, refusal) };
    }
  }
  return results;
}

/** The records that were refused. Whatever else went wrong is thrown on: then it is not known what was written. */
export function refusalsOf(error: unknown): readonly mongo.WriteError[] {
  if (!isBulkWriteError(error)) throw error;
  const doubt = error.result.getWriteConcernError();
  if (doubt !== undefined) {
    throw new mongo.MongoServerError({ message: doubt.errmsg ?? "", code: WRITE_CONCERN_FAILED });
  }
  const refusals = [error.writeErrors].flat();
  if (refusals.length > 0) return refusals;
  // The driver puts an outage into this class too, which hides what it was.
  throw isError(error.errorResponse) ? error.errorResponse : error;
}

function isBulkWriteError(error: unknown): error is mongo.MongoBulkWriteError {
  return nameOf(error) === "MongoBulkWriteError";
}
