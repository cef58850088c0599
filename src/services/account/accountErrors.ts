import { type ApiTextKey, apiText } from "../../messages/api/index.js";
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

const TAKEN = { username: "username.taken", email: "email.taken" } as const satisfies Record<UniqueField, ApiTextKey>;

/** USER_EXISTS that names the field. */
export function userExists(field: UniqueField): ApiError {
  return new ApiError("USER_EXISTS", { errors: [{ path: field, ...apiText(TAKEN[field]) }] });
}
