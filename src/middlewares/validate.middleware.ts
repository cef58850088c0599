import type { Request, RequestHandler } from "express";
import type { z } from "zod";
import { ApiError } from "../utils/ApiError.js";

/** Replaces `req.body` by what the schema makes of it, or refuses with every failing field. */
export function validate<Body>(schema: z.ZodType<Body>): RequestHandler<Record<string, string>, unknown, Body> {
  return (req, _res, next) => {
    req.body = parse(schema, req.body, "body");
    next();
  };
}

/** Reads the query of a URL: Express's own parser is off, because its values may be lists and objects. */
export function readQuery<Query>(schema: z.ZodType<Query>): (req: Pick<Request, "url">) => Query {
  return ({ url }) => {
    const { searchParams } = new URL(url, "http://query");
    return parse(schema, Object.fromEntries(searchParams), "query");
  };
}

function parse<Value>(schema: z.ZodType<Value>, value: unknown, name: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join(".") || name, message }));
  throw new ApiError("VALIDATION_FAILED", { errors });
}
