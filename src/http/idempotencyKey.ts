import type { Request } from "express";
import { ApiError } from "../utils/ApiError.js";

const LIMIT = 255;

/** The `Idempotency-Key` of a request, or `null`. An empty one is none. Throws VALIDATION_FAILED when it is too long. */
export function idempotencyKeyOf(req: Request): string | null {
  const key = req.headers["idempotency-key"];
  if (typeof key !== "string" || key === "") return null;
  if (key.length > LIMIT) {
    const message = `At most ${LIMIT} characters.`;
    throw new ApiError("VALIDATION_FAILED", { errors: [{ path: "Idempotency-Key", message }] });
  }
  return key;
}
