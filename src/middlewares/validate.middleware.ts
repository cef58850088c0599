import type { RequestHandler } from "express";
import type { z } from "zod";
import { ApiError } from "../utils/ApiError.js";

/** Replaces `req.body` by what the schema makes of it, or refuses with every failing field. */
export function validate<Body>(schema: z.ZodType<Body>): RequestHandler<Record<string, string>, unknown, Body> {
  return (req, _res, next) => {
    const result = schema.safeParse(req.body);
    if (!result.success) {
      const errors = result.error.issues.map(({ path, message }) => ({ path: path.join(".") || "body", message }));
      throw new ApiError("VALIDATION_FAILED", { errors });
    }
    req.body = result.data;
    next();
  };
}
