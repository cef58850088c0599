import type { RequestHandler } from "express";
import { announcesTooMuch, BODY_LIMIT_BYTES } from "../http/body.js";
import { ApiError } from "../utils/ApiError.js";

/**
 * Holds a body that the host app has parsed already to the limit of those that are read here: its parser may take megabytes,
 * which would be normalised and compared before a schema refuses them. Fails with BODY_TOO_LARGE.
 */
export const boundParsedBody: RequestHandler = (req, _res, next) => {
  if (req.body !== undefined) {
    const isAnnounced = req.headers["content-length"] !== undefined;
    const isTooLarge = isAnnounced ? announcesTooMuch(req) : isLargerThan(BODY_LIMIT_BYTES, req.body);
    if (isTooLarge) throw new ApiError("BODY_TOO_LARGE");
  }
  next();
};

/**
 * Whether a parsed value must have been longer than that as JSON: a chunked body announces no length. Without recursion, because a
 * deep value would exhaust the stack.
 */
function isLargerThan(limit: number, value: unknown): boolean {
  const left = [value];
  let size = 0;
  while (left.length > 0 && size <= limit) {
    const part = left.pop();
    size += typeof part === "string" ? Buffer.byteLength(part) : 1;
    if (typeof part !== "object" || part === null) continue;
    for (const [key, inner] of Object.entries(part)) {
      size += Array.isArray(part) ? 1 : key.length;
      left.push(inner);
    }
  }
  return size > limit;
}
