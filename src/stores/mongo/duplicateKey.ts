import type { mongo } from "mongoose";
import { codeOf, messageOf, nameOf } from "../../utils/errorFacts.js";
import type { UniqueField } from "../Store.js";

const DUPLICATE_KEY = 11_000;
/** The classes of the driver for what a server answered, one that inherits among them. */
const SERVER_ERRORS = new Set(["MongoServerError", "MongoBulkWriteError"]);
// FerretDB on SQLite answers an update or an index build that breaks uniqueness with its database's own words.
const SQLITE_VIOLATION = /UNIQUE constraint failed/;
const INDEX_NAME = /\bindex:? \S*?(username|email)_1\b/;

function isUniqueField(field: unknown): field is UniqueField {
  return field === "username" || field === "email";
}

/** Whether a unique index refused a write. */
export function isDuplicateKey(error: unknown): error is mongo.MongoServerError {
  if (!SERVER_ERRORS.has(nameOf(error))) return false;
  return codeOf(error) === DUPLICATE_KEY || SQLITE_VIOLATION.test(messageOf(error));
}

/** The user's field that a duplicate-key error names, or `null`: not every server says which index it was. */
export function duplicateField(error: mongo.MongoServerError): UniqueField | null {
  const keyPattern: unknown = error["keyPattern"];
  const field = keyPattern ? Object.keys(keyPattern)[0] : INDEX_NAME.exec(error.message)?.[1];
  return isUniqueField(field) ? field : null;
}
