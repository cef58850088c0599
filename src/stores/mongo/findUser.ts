import type { User } from "../Store.js";
import type { Models } from "./models.js";
import { copyUser } from "./userRecord.js";

type UserQuery = Pick<User, "_id"> | Pick<User, "username"> | Pick<User, "email">;

/** Reads the user with one identifier. */
export async function findUser({ users }: Models, query: UserQuery): Promise<User | null> {
  const user = await users.findOne(query).lean<User>().exec();
  return user === null ? null : copyUser(user);
}
