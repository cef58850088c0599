import type { ServerFields, StandardFields, UserFields } from "../../@types/UserFields.js";
import type { User } from "../../stores/Store.js";
import type { AppFields } from "./AppFields.js";

/** What everybody may see of a user: a list of what may leave, so a new secret field stays inside. */
interface PublicFields {
  readonly _id: string;
  /** `null` when the account has none: see the settings USERNAME and FULL_NAME. */
  readonly username: string | null;
  readonly fullName: string | null;
  readonly email: string;
  readonly avatarUrl: string | null;
  readonly emailVerified: boolean;
  readonly roles: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A user as everybody outside sees them, with the fields that the app has added, and `locale` if it is stored. */
export interface UserView extends PublicFields, StandardFields, Readonly<UserFields>, Readonly<ServerFields> {}

/** Makes the public view of a user, frozen, with the app's fields. */
export class UserViews {
  readonly #fields: AppFields;

  constructor({ fields }: { fields: AppFields }) {
    this.#fields = fields;
  }

  /** The view of a user as it is stored now. */
  of(user: User): UserView {
    // The app declares in types what its schemas make.
    const fields = this.#fields.view(user.fields) as StandardFields & UserFields & ServerFields;
    return Object.freeze({ ...publicFields(user), ...fields });
  }
}

function publicFields(user: User): PublicFields {
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
