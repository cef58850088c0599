import type { ServerFields, UserFields } from "../../@types/UserFields.js";
import type { User } from "../../stores/Store.js";
import type { AppFields } from "./AppFields.js";

/**
 * A user as everybody outside sees them: a list of what may leave, so a new secret field stays inside. The fields that the app has
 * added follow.
 */
export interface UserView extends Readonly<UserFields>, Readonly<ServerFields> {
  readonly _id: string;
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly avatarUrl: string | null;
  readonly emailVerified: boolean;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Makes the public view of a user, frozen, with the app's fields. */
export class UserViews {
  readonly #fields: AppFields;

  constructor({ fields }: { fields: AppFields }) {
    this.#fields = fields;
  }

  /** The view of a user as it is stored now. */
  of(user: User): UserView {
    return Object.freeze({ ...publicPart(user), ...this.#fields.view(user.fields) });
  }
}

function publicPart(user: User): UserView {
  return {
    _id: user._id,
    username: user.username,
    fullName: user.fullName,
    email: user.email,
    avatarUrl: user.avatarUrl,
    emailVerified: user.emailVerifiedAt !== null,
    roles: Object.freeze([...user.roles]),
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  };
}
