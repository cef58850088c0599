import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { ApiError } from "../utils/ApiError.js";
import { setAnswerHeaders } from "../utils/answerHeaders.js";
import { nameOf } from "../utils/errorFacts.js";
import type { Logger } from "../utils/logger.js";
import { StoreUnavailableError } from "../utils/StoreUnavailableError.js";
import { sendJson } from "../utils/sendJson.js";

const STORE_RETRY_SECONDS = 2;
const DEFAULT_RETRY_SECONDS = 1;

/** A token was sent and is not, or no longer, good (RFC 6750 §3.1). Without a token there is no error to name. */
const INVALID_TOKEN = new Set([
  "ACCESS_TOKEN_INVALID",
  "ACCESS_TOKEN_EXPIRED",
  "REFRESH_TOKEN_INVALID",
  "REFRESH_TOKEN_REUSED",
  "SESSION_EXPIRED",
  "SESSION_REVOKED",
]);

/** The only place where an error becomes a response. The cause goes to the log, under the request's id. */
export function errorHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, next) => {
    const failure = toApiError(error);
    if (failure.statusCode >= 500) {
      logger.error(
        { requestId: res.getHeader("X-Request-Id"), code: failure.code, err: failure.cause ?? failure },
        failure.message,
      );
    }
    // Half an answer is out; closing the connection is the only honest end.
    if (res.headersSent) return next(error);
    setHeaders(res, failure);
    sendJson(res, failure.statusCode, {
      statusCode: failure.statusCode,
      data: null,
      message: failure.message,
      success: false,
      code: failure.code,
      errors: failure.errors,
      ...(failure.reason !== undefined && { reason: failure.reason }),
    });
  };
}

/**
 * Lets a request pass after the check, and answers its failure as above: the default error page of a host app would be HTML with
 * a stack. Not a router of Express: that takes as long as the check itself.
 */
export function answeringErrors(logger: Logger, check: (req: Request, res: Response) => Promise<void>): RequestHandler {
  const answer = errorHandler(logger);
  return async (req, res, next) => {
    try {
      await check(req, res);
    } catch (error) {
      answer(error, req, res, next);
      return;
    }
    next();
  };
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreUnavailableError) {
    return new ApiError("STORE_UNAVAILABLE", { cause: error, retryAfterSeconds: STORE_RETRY_SECONDS });
  }
  // Express itself: a path that cannot be decoded names nothing.
  if (nameOf(error) === "URIError") return new ApiError("NOT_FOUND", { cause: error });
  return new ApiError("INTERNAL", { cause: error });
}

function setHeaders(res: Response, failure: ApiError): void {
  const { code, statusCode, retryAfterSeconds, allow } = failure;
  // A route of a host app has not passed requestContext.
  setAnswerHeaders(res);
  if (statusCode === 401) {
    res.setHeader("WWW-Authenticate", INVALID_TOKEN.has(code) ? 'Bearer error="invalid_token"' : "Bearer");
  }
  if (statusCode === 503 || statusCode === 429) {
    res.setHeader("Retry-After", String(retryAfterSeconds ?? DEFAULT_RETRY_SECONDS));
  }
  if (allow !== undefined) res.setHeader("Allow", allow);
}
