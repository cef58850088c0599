import type { UniqueField } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";

const TEXTS: Record<UniqueField, string> = {
  username: "This username is taken.",
  email: "This e-mail address is taken.",
};

/** USER_EXISTS that names the field. */
export function userExists(field: UniqueField): ApiError {
  return new ApiError("USER_EXISTS", { errors: [{ path: field, message: TEXTS[field] }] });
}
