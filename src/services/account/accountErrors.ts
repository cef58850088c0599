import type { UniqueField } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";

/** The account of the signed-in user has been deleted. */
export function rejectDeletedAccount(): never {
  throw new ApiError("SESSION_REVOKED", { reason: "deleted" });
}

/**
 * One answer for every link that does not work: used, expired, replaced, forged, or about an account that has changed since.
 * Different answers would tell the holder of a stolen link something about the account.
 */
export function rejectLink(): never {
  throw new ApiError("LINK_INVALID");
}

const TAKEN: Record<UniqueField, string> = {
  username: "This username is taken. Choose another one.",
  email: "This email address is taken. Sign in, or use another address.",
};

/** USER_EXISTS that names the field. */
export function userExists(field: UniqueField): ApiError {
  return new ApiError("USER_EXISTS", { errors: [{ path: field, message: TAKEN[field] }] });
}
