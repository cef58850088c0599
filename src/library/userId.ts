import { ApiError } from "../utils/ApiError.js";
import type { ErrorCode } from "../utils/errorCodes.js";
import { isId } from "../utils/ids.js";

/**
 * The id, or `null` for what cannot be one. Code without types may pass on what a request holds: an object would be a query to
 * MongoDB, and nothing at all would be the first user there.
 */
export function knownId(id: unknown): string | null {
  return typeof id === "string" && isId(id) ? id : null;
}

/** Throws `code`, which says that there is no such record. */
export function requireId(id: unknown, code: ErrorCode = "USER_NOT_FOUND"): string {
  const known = knownId(id);
  if (known === null) throw new ApiError(code);
  return known;
}
