import type { User } from "../Store.js";
import type { Models } from "./models.js";
import { copyUser } from "./userRecord.js";

type Is = { $eq: string };
/** Users that were stored before there was such a list have none until their next change. */
export type StoredUser = Omit<User, "epochEnds"> & Partial<Pick<User, "epochEnds">>;

/** Reads the user with one identifier. */
export async function findUser(
  { users }: Models,
  filter: { _id: Is } | { username: Is } | { email: Is },
): Promise<User | null> {
  const user = await users.findOne(filter).lean<StoredUser>().exec();
  // An application may have come to the database since the start: its document is nobody, and failing would show that it exists.
  return typeof user?.passwordHash === "string" ? toUser(user) : null;
}

export function toUser(stored: StoredUser): User {
  return copyUser({ epochEnds: [], ...stored });
}
