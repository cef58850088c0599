import type { AnyBulkWriteOperation, Schema } from "mongoose";
import type { User } from "../stores/Store.js";
import { isPasswordHashForm } from "../utils/passwordForm.js";

const FIELD = "passwordHash";

function assertHashed(value: unknown): void {
  if (typeof value === "string" && isPasswordHashForm(value)) return;
  throw new Error("A password must be hashed before it is stored.");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function assertHashedIn(fields: unknown): void {
  if (isRecord(fields) && FIELD in fields) assertHashed(fields[FIELD]);
}

/** Checks a replacement, or an update of any operator: `$set`, `$setOnInsert`, `$min` and others can write the field. */
function assertHashedInUpdate(update: unknown): void {
  if (Array.isArray(update)) throw new Error("Users are not updated by a pipeline: it could compute a password.");
  if (!isRecord(update)) return;
  assertHashedIn(update);
  for (const [operator, fields] of Object.entries(update)) {
    if (!operator.startsWith("$")) continue;
    assertHashedIn(fields);
    const renamesToField = operator === "$rename" && isRecord(fields) && Object.values(fields).includes(FIELD);
    if (renamesToField) throw new Error("No other field may become the password hash.");
  }
}

function assertHashedInBulk(operation: AnyBulkWriteOperation): void {
  if ("insertOne" in operation) assertHashedIn(operation.insertOne.document);
  if ("replaceOne" in operation) assertHashedInUpdate(operation.replaceOne.replacement);
  if ("updateOne" in operation) assertHashedInUpdate(operation.updateOne.update);
  if ("updateMany" in operation) assertHashedInUpdate(operation.updateMany.update);
}

/** Closes the paths on which Mongoose runs no save hook: each refuses a password hash that is not one. */
export function refusePlainPasswords(schema: Schema<User>): void {
  schema.pre(["updateOne", "updateMany", "findOneAndUpdate", "replaceOne", "findOneAndReplace"], function () {
    assertHashedInUpdate(this.getUpdate());
  });
  schema.pre("insertMany", (documents: unknown) => {
    for (const document of Array.isArray(documents) ? documents : [documents]) assertHashedIn(document);
  });
  schema.pre("bulkWrite", (operations) => {
    operations.forEach(assertHashedInBulk);
  });
}
