import { hash } from "@node-rs/argon2";
import { type Connection, type Model, Schema } from "mongoose";
import type { User } from "../stores/Store.js";
import { isPasswordHashForm } from "../utils/passwordHashForm.js";
import { integer, integerOrNull, text, textOrNull } from "./fields.js";
import { recordOptions } from "./recordOptions.js";
import { refusePlainPasswords } from "./refusePlainPasswords.js";

// Argon2id, the library's default algorithm.
const ARGON2_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const userSchema = new Schema<User>(
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
    version: integer,
    createdAt: integer,
    updatedAt: integer,
    passwordChangedAt: integer,
  },
  { ...recordOptions, collection: "users" },
);

userSchema.index({ username: 1 }, { unique: true });
userSchema.index({ email: 1 }, { unique: true });

// The last line of defence: services hash before they store. What reaches this line as plain text is a bug, but not a leak.
userSchema.pre("save", async function () {
  if (isPasswordHashForm(this.passwordHash)) return;
  this.set("passwordHash", await hash(this.passwordHash, ARGON2_COST));
});

refusePlainPasswords(userSchema);

/** The model of users on one connection. */
export function createUserModel(connection: Connection): Model<User> {
  return connection.model<User>("User", userSchema);
}
