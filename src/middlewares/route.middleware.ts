import type { Request, RequestHandler } from "express";
import type { z } from "zod";
import { validationFailed } from "../messages/api/issues.js";
import type { LimitName, Limits } from "../services/rateLimit/index.js";
import { ApiError } from "../utils/ApiError.js";
import { emptyToAbsent, isPlainObject } from "../utils/json.js";

type PurposeOf<Name extends string> = Name extends `${infer Purpose}.ip` ? Purpose : never;

/** What a client may do without a token. Each purpose has a limit by address. */
export type LimitedPurpose = PurposeOf<LimitName>;

/**
 * Counts a request before anything looks at its body: by the address that Express finds under `trust proxy`, so that nobody can
 * forge one. The limits that all clients share are counted by the services, last and only for what will be done: here a request
 * without a valid body could use them up. Throws RATE_LIMITED and STORE_UNAVAILABLE.
 */
export function limitRequests(limits: Limits, purpose: LimitedPurpose): RequestHandler {
  return async (req, _res, next) => {
    await limits.consumeAddress(`${purpose}.ip`, req.ip);
    next();
  };
}

/** Replaces `req.body` by the output of the schema, or refuses it and lists every failing field. */
export function validate(schema: z.ZodType): RequestHandler {
  return (req, _res, next) => {
    req.body = parse(schema, req.body, "body");
    next();
  };
}

/**
 * Passes a body with a `flow` on without `middleware`: the controller opens it. It proves who is asking where there cannot be a session
 * yet.
 */
export function unlessFlow(middleware: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const body: unknown = req.body;
    const hasFlow = isPlainObject(body) && emptyToAbsent(body["flow"]) !== undefined;
    return hasFlow ? next() : middleware(req, res, next);
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
  throw validationFailed(result.error.issues, name);
}

/** For a path that exists, before anything asks for a token. OPTIONS lists the methods; the rest is 405 with `Allow`. */
export function methodNotAllowed(...methods: string[]): RequestHandler {
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return (req, res) => {
    if (req.method !== "OPTIONS") throw new ApiError("METHOD_NOT_ALLOWED", { allow });
    res.setHeader("Allow", allow);
    res.status(204).end();
  };
}

export const notFound: RequestHandler = () => {
  throw new ApiError("NOT_FOUND");
};
