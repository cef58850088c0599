import { type ApiTextKey, apiText } from "../../messages/api/index.js";
import type { UniqueField, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";

/** The account of the signed-in user has been deleted. */
export function rejectDeletedAccount(): never {
  throw new ApiError("SESSION_REVOKED", { reason: "deleted" });
}

/**
 * Until the address is verified, only what the account was registered with may open it: a stranger may have registered it.
 * Throws EMAIL_NOT_VERIFIED.
 */
export function assertVerified({ emailVerifiedAt }: Pick<User, "emailVerifiedAt">): void {
  if (emailVerifiedAt === null) throw new ApiError("EMAIL_NOT_VERIFIED");
}

/**
 * One answer for every link that does not work: used, expired, replaced, forged, or about an account that has changed since.
 * Different answers would tell the holder of a stolen link something about the account.
 */
export function rejectLink(): never {
  throw new ApiError("LINK_INVALID");
}

const TAKEN = { username: "username.taken", email: "email.taken" } as const satisfies Record<UniqueField, ApiTextKey>;

/** USER_EXISTS that names the field. */
export function userExists(field: UniqueField): ApiError {
  return new ApiError("USER_EXISTS", { errors: [{ path: field, ...apiText(TAKEN[field]) }] });
}
