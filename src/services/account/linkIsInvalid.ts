import { ApiError } from "../../utils/ApiError.js";

/** Used, expired, replaced, forged or meant for what is no longer so: the answer is the same. */
export function linkIsInvalid(): never {
  throw new ApiError("LINK_INVALID");
}
