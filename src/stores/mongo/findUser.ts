import type { User } from "../Store.js";
import type { Models } from "./models.js";
import { copyUser } from "./userRecord.js";

type Is = { $eq: string };

/** Reads the user with one identifier. */
export async function findUser(
  { users }: Models,
  filter: { _id: Is } | { username: Is } | { email: Is },
): Promise<User | null> {
  const user = await users.findOne(filter).lean<User>().exec();
  return user === null ? null : copyUser(user);
}
