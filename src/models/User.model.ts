import { hash } from "@node-rs/argon2";
import { type Connection, type Model, Schema } from "mongoose";
import type { EpochEnd, User } from "../stores/Store.js";
import { isPasswordHashForm, normalizePassword } from "../utils/passwordForm.js";
import { integer, integerOrNull, text, textOrNull } from "./fields.js";
import { recordOptions } from "./recordOptions.js";
import { refusePlainPasswords } from "./refusePlainPasswords.js";

// OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
// The library exports its algorithms as an ambient const enum, which isolated modules cannot read; 2 is Argon2id.
const ARGON2 = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const epochEndSchema = new Schema<EpochEnd>(
  {
    epoch: integer,
    cause: { ...text, enum: ["logout-all", "password-change", "password-reset", "disabled"] },
    at: integer,
  },
  { ...recordOptions, _id: false },
);

const userSchema = new Schema<User>(
  {
    _id: text,
    username: text,
    fullName: text,
    email: text,
    passwordHash: text,
    avatarUrl: textOrNull,
    emailVerifiedAt: integerOrNull,
    roles: { type: [String], required: true },
    disabledAt: integerOrNull,
    epoch: integer,
    epochEnds: { type: [epochEndSchema], required: true },
    version: integer,
    createdAt: integer,
    updatedAt: integer,
    passwordChangedAt: integer,
  },
  recordOptions,
);

userSchema.index({ username: 1 }, { unique: true });
userSchema.index({ email: 1 }, { unique: true });
// Asking for an account that waits for its upgrade must not read a million others.
userSchema.index({ passwordHash: 1 });

// The last line of defense: services hash before they store. What reaches this line as plain text is a bug, but not a leak.
userSchema.pre("save", async function () {
  if (!this.isModified("passwordHash") || isPasswordHashForm(this.passwordHash)) return;
  // NFC, as the login compares it.
  this.set("passwordHash", await hash(normalizePassword(this.passwordHash), ARGON2));
});

refusePlainPasswords(userSchema);

/** The model of users on one connection. `prefix` stands before the name of the collection. */
export function createUserModel(connection: Connection, prefix: string): Model<User> {
  return connection.model<User>("User", userSchema, `${prefix}users`);
}
