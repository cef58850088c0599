import type { User, UserStore } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { isId } from "../../utils/ids.js";

/** There is nobody of this id, username or address. */
export function userNotFound(): never {
  throw new ApiError("USER_NOT_FOUND");
}

/**
 * The user whom an operator means: by id, e-mail address or username. No two kinds look alike: an address has an @, and a
 * username is shorter than an id. Throws USER_NOT_FOUND.
 */
export async function findUser(users: UserStore, reference: string): Promise<User> {
  const name = reference.trim().toLowerCase();
  return (await lookUp(users, name)) ?? userNotFound();
}

function lookUp(users: UserStore, name: string): Promise<User | null> {
  if (name.includes("@")) return users.byLogin({ email: name });
  return isId(name) ? users.byId(name) : users.byLogin({ username: name });
}
