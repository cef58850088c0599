import { types } from "node:util";
import { InvalidArgumentError } from "commander";
import { importedUser } from "../../schemas/import.schema.js";
import type { ForeignCollection, ForeignDocument } from "../../stores/ForeignCollection.js";
import { printable } from "../../utils/printable.js";
import { CliError } from "../failures.js";
import type { UsersSource } from "./records.js";

/** A field of an imported account. */
type Field = keyof typeof importedUser.shape;

/** The document's field for each field of the account. A path leads into an object: `profile.name`. */
export type FieldMap = ReadonlyMap<Field, string>;

/** The fields of the tutorial's users. Roles and flags have the application's own meaning, so they need --map. */
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

/** Adds `field=theirField` to the map; `field=` removes the field. */
export function addToFieldMap(text: string, before: FieldMap = TUTORIAL_FIELDS): FieldMap {
  const [, name = "", theirs = ""] = /^([A-Za-z]+)=([^=]*)$/.exec(text) ?? [];
  const field = fields.find((one) => one === (name === "password" ? "passwordHash" : name));
  if (field === undefined) {
    throw new InvalidArgumentError(`Expected field=theirField, where field is one of ${fields.join(", ")}.`);
  }
  const map = new Map(before);
  if (theirs === "") map.delete(field);
  else map.set(field, theirs);
  return map;
}

/** Accounts in a collection. Its application may keep using it. */
interface UsersCollection extends UsersSource {
  /** The names of fields that no account has, at most fifty. */
  ignoredFields(): readonly string[];
}

const MAX_IGNORED_FIELDS = 50;

/** Reads a collection as accounts. Throws IMPORT_INVALID if it is empty: most likely its name is wrong. */
export async function usersCollection(collection: ForeignCollection, map: FieldMap): Promise<UsersCollection> {
  const size = await collection.count();
  if (size === 0) throw await emptyCollection(collection);
  const mapped = new Set([...map.values()].map((path) => path.split(".")[0] ?? ""));
  const ignored = new Set<string>();

  return {
    unit: "document",
    size,
    async *rows(report) {
      let done = 0;
      for await (const document of collection.documents()) {
        for (const name of Object.keys(document.fields)) {
          if (!mapped.has(name) && ignored.size < MAX_IGNORED_FIELDS) ignored.add(printable(name));
        }
        yield { place: document.id, fields: toAccount(document, map) };
        done += 1;
        report(Math.min(done, size));
      }
    },
    nameOf: (path) => {
      const [field = "", ...rest] = path.split(".");
      return [map.get(field as Field) ?? field, ...rest].join(".");
    },
    // The application may write to it: each document is validated again before it is written.
    assertUnchanged: async () => undefined,
    ignoredFields: () => [...ignored].toSorted(),
  };
}

async function emptyCollection(collection: ForeignCollection): Promise<CliError> {
  const names = (await collection.siblings()).map((name) => printable(name));
  const others = names.length === 0 ? "The database is empty." : `The database has: ${names.join(", ")}.`;
  return new CliError("IMPORT_INVALID", `No documents in ${collection.name}. ${others}`);
}

/** The account of a document, as a file would have it. */
function toAccount({ fields: document, madeAt }: ForeignDocument, map: FieldMap): Record<string, unknown> {
  const account: Record<string, unknown> = { createdAt: madeAt };
  for (const [field, path] of map) {
    const value = toPlain(field, valueAt(document, path));
    // Without a creation time, the time of the document's id is used.
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
  // A missing hash is not the same as none: the field may have a different name.
  if (field === "passwordHash") return value;
  if (value === "") return null;
  return field === "roles" && typeof value === "string" ? [value] : value;
}
