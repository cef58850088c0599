import { ApiError } from "../../utils/ApiError.js";

/** The account of a signed-in user was deleted meanwhile. */
export function accountIsGone(): never {
  throw new ApiError("SESSION_REVOKED", { reason: "deleted" });
}
