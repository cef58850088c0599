import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { sendJson } from "../http/ApiResponse.js";
import { closeOnUnreadBody } from "../http/body.js";
import { setFailureCode } from "../http/failureCode.js";
import { requestLanguage } from "../http/requestLanguage.js";
import { setResponseHeaders } from "../http/responseHeaders.js";
import { messageIn } from "../messages/api/index.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError } from "../utils/ApiError.js";
import { type Clock, systemClock } from "../utils/clock.js";
import type { ErrorCode } from "../utils/errorCodes.js";
import { createLineBound } from "../utils/lineBound.js";
import type { Logger } from "../utils/logger.js";

const STORE_RETRY_SECONDS = 2;
const DEFAULT_RETRY_SECONDS = 1;

/** A token was sent and is not, or no longer, valid (RFC 6750 §3.1). Without a token there is no error to name. */
const INVALID_TOKEN = new Set([
  "ACCESS_TOKEN_INVALID",
  "ACCESS_TOKEN_EXPIRED",
  "REFRESH_TOKEN_INVALID",
  "REFRESH_TOKEN_REUSED",
  "SESSION_EXPIRED",
  "SESSION_REVOKED",
]);

/** The only place where an error becomes a response, in the language of the request. The cause goes to the log, under the request's id. */
export function errorHandler(logger: Logger, clock: Clock = systemClock): ErrorRequestHandler {
  const refusals = createLineBound<ErrorCode>(clock);
  return (error: unknown, req, res, next) => {
    const failure = toApiError(error);
    const requestId = res.getHeader("X-Request-Id");
    setFailureCode(res, failure.code);
    if (isRefusal(failure)) {
      const refused = refusals(failure.code);
      if (refused !== null) logger.warn({ requestId, code: failure.code, refused }, failure.message);
    } else if (failure.statusCode >= 500) {
      logger.error({ requestId, code: failure.code, err: failure.cause ?? failure }, failure.message);
    }
    if (failure.diagnosis !== undefined) {
      logger.warn({ requestId, code: failure.code, ...failure.diagnosis }, failure.message);
    }
    // Half of the response was sent: only closing the connection shows the client that it is incomplete.
    if (res.headersSent) return next(error);
    setHeaders(res, failure);
    const language = requestLanguage(req);
    const { message, errors } = failure.translated((text) => messageIn(language, text));
    sendJson(res, failure.statusCode, {
      statusCode: failure.statusCode,
      data: null,
      message,
      success: false,
      code: failure.code,
      errors,
      ...(failure.reason !== undefined && { reason: failure.reason }),
      ...failure.extras,
    });
  };
}

/** Lets a request pass after the check, or responds as above: the error page of a host app would be HTML with a stack. */
export function answeringErrors(logger: Logger, check: (req: Request, res: Response) => Promise<void>): RequestHandler {
  const answer = errorHandler(logger);
  // Not an Express router, which takes as long as the check itself.
  return async (req, res, next) => {
    try {
      await check(req, res);
    } catch (error) {
      // A guard of a route runs before the body is read.
      closeOnUnreadBody(req, res);
      answer(error, req, res, next);
      return;
    }
    next();
  };
}

/** A 503 without a cause: the server refuses on purpose, because it is busy or about to stop. There is no error to look for. */
function isRefusal(failure: ApiError): boolean {
  return failure.statusCode === 503 && failure.cause === undefined;
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof StoreUnavailableError) {
    return new ApiError("STORE_UNAVAILABLE", { cause: error, retryAfterSeconds: STORE_RETRY_SECONDS });
  }
  return new ApiError("INTERNAL", { cause: error });
}

function setHeaders(res: Response, failure: ApiError): void {
  const { statusCode, retryAfterSeconds, allow } = failure;
  // A route of a host app has not passed requestContext.
  setResponseHeaders(res);
  if (statusCode === 401) {
    res.setHeader("WWW-Authenticate", challengeOf(failure));
  }
  if (statusCode === 503 || statusCode === 429) {
    res.setHeader("Retry-After", String(retryAfterSeconds ?? DEFAULT_RETRY_SECONDS));
  }
  if (allow !== undefined) res.setHeader("Allow", allow);
}

/** RFC 6750 §3, and RFC 9470 §3 where a better or younger proof is wanted. */
function challengeOf({ code, stepUp }: ApiError): string {
  if (stepUp !== undefined) {
    const seconds = Math.floor(stepUp.maxAge / 1000);
    return `Bearer error="insufficient_user_authentication", acr_values="aal${stepUp.level}", max_age="${seconds}"`;
  }
  return INVALID_TOKEN.has(code) ? 'Bearer error="invalid_token"' : "Bearer";
}
