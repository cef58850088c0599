import { types } from "node:util";
import { InvalidArgumentError } from "commander";
import { importedUser } from "../../schemas/import.schema.js";
import type { ForeignDocument } from "../../stores/ForeignCollection.js";

/** A field of an account that is moved in. */
export type Field = keyof typeof importedUser.shape;

/** Which field of a document becomes which field of the account. A path goes into an object: `profile.name`. */
export type FieldMap = ReadonlyMap<Field, string>;

/** What a user of the tutorial has. Roles and flags of an application mean what it says, so they are taken only by name. */
export const TUTORIAL_FIELDS: FieldMap = new Map<Field, string>([
  ["username", "username"],
  ["fullName", "fullName"],
  ["email", "email"],
  ["passwordHash", "password"],
  ["avatarUrl", "avatarUrl"],
  ["createdAt", "createdAt"],
  ["updatedAt", "updatedAt"],
]);

const fields: readonly Field[] = importedUser.keyof().options;

/** Adds what `field=theirField` says; with nothing behind the sign the field is left out. */
export function addToFieldMap(text: string, before: FieldMap = TUTORIAL_FIELDS): FieldMap {
  const [, name = "", theirs = ""] = /^([A-Za-z]+)=([^=]*)$/.exec(text) ?? [];
  const field = fields.find((one) => one === (name === "password" ? "passwordHash" : name));
  if (field === undefined) {
    throw new InvalidArgumentError(`Write field=theirField, where field is one of ${fields.join(", ")}.`);
  }
  const map = new Map(before);
  if (theirs === "") map.delete(field);
  else map.set(field, theirs);
  return map;
}

/** The account of a document as a file would have it: not checked yet. */
export function accountIn({ fields: document, madeAt }: ForeignDocument, map: FieldMap): Record<string, unknown> {
  const account: Record<string, unknown> = { createdAt: madeAt };
  for (const [field, path] of map) {
    const value = toPlain(field, valueAt(document, path));
    // Without a time of its own the account is as old as the document's key.
    if (value !== undefined && !(field === "createdAt" && value === null)) account[field] = value;
  }
  return account;
}

function valueAt(document: unknown, path: string): unknown {
  let value = document;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

function toPlain(field: Field, value: unknown): unknown {
  if (types.isDate(value)) return value.getTime();
  // A password that is missing is another thing than none: the field may have another name.
  if (field === "passwordHash") return value;
  if (value === "") return null;
  return field === "roles" && typeof value === "string" ? [value] : value;
}
