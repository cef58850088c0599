import { parse as parseContentType } from "content-type";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { announcesTooMuch, readJsonBody } from "../http/body.js";
import { ApiError } from "../utils/ApiError.js";

/**
 * JSON in UTF-8, not compressed, 16 KiB at most. Forms and plain texts are refused by type: they are what a page of another
 * site can send without asking. An absent body is an empty object, so that schemas name the missing fields. Express's own
 * parser answers 413 only when it has read all of what is too large.
 */
export const jsonBody: readonly RequestHandler[] = [requireJson, readJson, defaultToEmptyObject];

function requireJson(req: Request, _res: Response, next: NextFunction): void {
  if (hasBody(req) && !isPlainJson(req)) throw new ApiError("UNSUPPORTED_MEDIA_TYPE");
  next();
}

async function readJson(req: Request, _res: Response, next: NextFunction): Promise<void> {
  // A host app may have read the body already.
  if (hasBody(req) && req.readable) {
    if (announcesTooMuch(req)) throw new ApiError("BODY_TOO_LARGE");
    req.body = await readJsonBody(req);
  }
  next();
}

function defaultToEmptyObject(req: Request, _res: Response, next: NextFunction): void {
  req.body ??= {};
  next();
}

function hasBody(req: Request): boolean {
  const length = req.headers["content-length"];
  return req.headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/** By a parser that looks at each character once: whatever a header is made of, it is judged before any limit counts it. */
function isPlainJson(req: Request): boolean {
  const encoding = req.headers["content-encoding"] ?? "identity";
  const { type, parameters } = parseContentType(req.headers["content-type"] ?? "");
  const charset = parameters["charset"] ?? "utf-8";
  return encoding.toLowerCase() === "identity" && type === "application/json" && charset.toLowerCase() === "utf-8";
}
