import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError } from "../utils/ApiError.js";
import { LatchkeyError } from "./LatchkeyError.js";

/** Does the work of a call; what it throws with a code is a LatchkeyError. A bug stays the error that it is. */
export async function withPublicErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toPublicError(error);
  }
}

function toPublicError(error: unknown): unknown {
  if (error instanceof StoreUnavailableError) return new LatchkeyError("STORE_UNAVAILABLE", { cause: error });
  if (!(error instanceof ApiError)) return error;
  const { code, message, statusCode, errors, retryAfterSeconds, cause } = error;
  return new LatchkeyError(code, { message, statusCode, errors, retryAfterSeconds, cause });
}
