import { hash } from "@node-rs/argon2";
import type { AnyBulkWriteOperation, Schema } from "mongoose";
import type { StoredUser } from "../stores/adapterRules.js";
import type { EpochEnd } from "../stores/Store.js";
import { isPasswordHashForm, normalizePassword } from "../utils/passwordForm.js";
import { integer, integerOrNull, modelOf, partSchema, recordSchema, text, textOrNull } from "./fields.js";

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const HASH_FIELD = "passwordHash";

export const createUserModel = modelOf<StoredUser>("User", "users", (Schema) => {
  const epochEndSchema = partSchema<EpochEnd>(Schema, {
    epoch: integer,
    cause: { ...text, enum: ["logout-all", "password-change", "password-reset", "disabled", "factor-change"] },
    at: integer,
  });

  const schema = recordSchema<StoredUser>(Schema, {
    _id: text,
    username: text,
    // Empty without a name, which `required` would refuse.
    fullName: { type: String, default: "" },
    email: text,
    passwordHash: text,
    avatarUrl: textOrNull,
    emailVerifiedAt: integerOrNull,
    roles: { type: [Schema.Types.String], required: true },
    disabledAt: integerOrNull,
    epoch: integer,
    epochEnds: { type: [epochEndSchema], required: true },
    version: integer,
    createdAt: integer,
    updatedAt: integer,
    passwordChangedAt: integer,
    fields: textOrNull,
    factorsSince: integerOrNull,
  });

  // Asking for an account that waits for its upgrade must not read a million others. It comes first because no application has
  // it: from then on the collection is known as Latchkey's (see stores/mongo/assertOwnDocuments.ts).
  schema.index({ passwordHash: 1 });
  schema.index({ username: 1 }, { unique: true });
  schema.index({ email: 1 }, { unique: true });

  // The last line of defense: services hash before they store. What reaches this line as plain text is a bug, but not a leak.
  schema.pre("save", async function () {
    if (!this.isModified("passwordHash") || isPasswordHashForm(this.passwordHash)) return;
    // NFC, as the login compares it.
    this.set("passwordHash", await hash(normalizePassword(this.passwordHash), ARGON2));
  });

  refusePlainPasswords(schema);

  return schema;
});

function assertHashed(value: unknown): void {
  if (typeof value === "string" && isPasswordHashForm(value)) return;
  throw new Error("A password must be hashed before it is stored.");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function assertHashedIn(fields: unknown): void {
  if (isRecord(fields) && HASH_FIELD in fields) assertHashed(fields[HASH_FIELD]);
}

/** Checks a replacement, or an update of any operator: `$set`, `$setOnInsert`, `$min` and others can write the field. */
function assertHashedInUpdate(update: unknown): void {
  if (Array.isArray(update)) throw new Error("Users are not updated by a pipeline: it could compute a password.");
  if (!isRecord(update)) return;
  assertHashedIn(update);
  for (const [operator, fields] of Object.entries(update)) {
    if (!operator.startsWith("$")) continue;
    assertHashedIn(fields);
    const renamesToField = operator === "$rename" && isRecord(fields) && Object.values(fields).includes(HASH_FIELD);
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
function refusePlainPasswords(schema: Schema<StoredUser>): void {
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
