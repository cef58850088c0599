import { parse as parseContentType } from "content-type";
import express, {
  type ErrorRequestHandler,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from "express";
import { ApiError } from "../utils/ApiError.js";

const LIMIT_BYTES = 16 * 1024;

/**
 * JSON in UTF-8, not compressed, 16 KiB at most. Forms and plain texts are refused by type: they are what a page of another
 * site can send without asking. An absent body is an empty object, so that schemas name the missing fields.
 */
export const jsonBody: (RequestHandler | ErrorRequestHandler)[] = [
  requireJson,
  express.json({ limit: LIMIT_BYTES, inflate: false, type: () => true, verify: refuseBrokenUtf8 }),
  defaultToEmptyObject,
  nameBodyError,
];

function requireJson(req: Request, _res: Response, next: NextFunction): void {
  if (hasBody(req) && !isPlainJson(req)) throw new ApiError("UNSUPPORTED_MEDIA_TYPE");
  next();
}

function defaultToEmptyObject(req: Request, _res: Response, next: NextFunction): void {
  req.body ??= {};
  next();
}

function nameBodyError(error: unknown, _req: Request, _res: Response, next: NextFunction): void {
  next(bodyError(error));
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

/** Replacement characters would make two different passwords one. */
function refuseBrokenUtf8(_req: unknown, _res: unknown, body: Buffer): void {
  new TextDecoder("utf-8", { fatal: true }).decode(body);
}

function bodyError(error: unknown): unknown {
  const type = typeof error === "object" && error !== null && "type" in error ? error.type : undefined;
  switch (type) {
    case "entity.too.large":
      return new ApiError("BODY_TOO_LARGE", { cause: error });
    case "entity.parse.failed":
    case "entity.verify.failed":
    case "request.aborted":
    case "request.size.invalid":
      // Not as the cause: the parser's message quotes the body, and so perhaps a password.
      return new ApiError("INVALID_JSON");
    case "encoding.unsupported":
    case "charset.unsupported":
      return new ApiError("UNSUPPORTED_MEDIA_TYPE");
    default:
      return error;
  }
}
