import { parse as parseContentType } from "content-type";
import type { NextFunction, Request, RequestHandler, Response } from "express";
import { announcesTooMuch, BODY_LIMIT_BYTES, closeOnUnreadBody, readFormBody, readJsonBody } from "../http/body.js";
import { ApiError } from "../utils/ApiError.js";

/** For every path: no response requires reading a body that nobody wants. */
export const boundUnreadBody: RequestHandler = (req, res, next) => {
  closeOnUnreadBody(req, res);
  next();
};

/**
 * Reads JSON in UTF-8, not compressed, 16 KiB at most. Forms and plain text are refused by type: a page of another site can send
 * them without a preflight. An absent body is an empty object, so that schemas name the missing fields. Express's own parser
 * responds 413 only after it has read all of a body that is too large.
 */
export const jsonBody: readonly RequestHandler[] = [requireJson, readJson, defaultToEmptyObject];

/** Reads a form of 16 KiB at most, as a page of another site may send it. What is no form has no fields. */
export const formBody: RequestHandler = async (req, _res, next) => {
  if (hasBody(req) && req.readable && isForm(req)) {
    if (announcesTooMuch(req)) throw new ApiError("BODY_TOO_LARGE");
    req.body = await readFormBody(req);
  }
  next();
};

function isForm(req: Request): boolean {
  return parseContentType(req.headers["content-type"] ?? "").type === "application/x-www-form-urlencoded";
}

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

/** Uses a parser that reads each character once, because headers are checked before any limit counts the request (CWE-1333). */
function isPlainJson(req: Request): boolean {
  const encoding = req.headers["content-encoding"] ?? "identity";
  const { type, parameters } = parseContentType(req.headers["content-type"] ?? "");
  const charset = parameters["charset"] ?? "utf-8";
  return encoding.toLowerCase() === "identity" && type === "application/json" && charset.toLowerCase() === "utf-8";
}

/**
 * Applies the same limit to a body that the host app has already parsed: its parser may accept megabytes, which would be
 * normalized and compared before a schema refuses them. Throws BODY_TOO_LARGE.
 */
export const boundParsedBody: RequestHandler = (req, _res, next) => {
  if (req.body !== undefined) {
    const isAnnounced = req.headers["content-length"] !== undefined;
    const isTooLarge = isAnnounced ? announcesTooMuch(req) : isLargerThan(BODY_LIMIT_BYTES, req.body);
    if (isTooLarge) throw new ApiError("BODY_TOO_LARGE");
  }
  next();
};

/** Whether a value was longer as JSON: a chunked body announces no length. No recursion: deep nesting exhausts the stack. */
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
