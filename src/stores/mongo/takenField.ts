import { trusted } from "mongoose";
import type { UniqueField, User } from "../Store.js";
import { duplicateField, isDuplicateKey } from "./duplicateKey.js";
import type { Models } from "./models.js";

/** Which field of the user belongs to somebody else, when that is why the write failed; any other error is thrown on. */
export async function takenField({ users }: Models, user: User, error: unknown): Promise<UniqueField> {
  if (!isDuplicateKey(error)) throw error;
  const field = duplicateField(error);
  if (field !== null) return field;
  // MongoDB names the index that refused, FerretDB does not always.
  const others = { _id: trusted({ $ne: user._id }) };
  if (await users.exists({ ...others, username: { $eq: user.username } })) return "username";
  if (await users.exists({ ...others, email: { $eq: user.email } })) return "email";
  throw error;
}
