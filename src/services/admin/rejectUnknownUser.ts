import { ApiError } from "../../utils/ApiError.js";

export function rejectUnknownUser(): never {
  throw new ApiError("USER_NOT_FOUND");
}
