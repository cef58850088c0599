import cookieParser from "cookie-parser";
import type { RequestHandler } from "express";
import type { AssertOriginAllowed } from "../http/originRule.js";
import { type Hsts, setHsts, setResponseHeaders } from "../http/responseHeaders.js";
import { ApiError } from "../utils/ApiError.js";

/** Gives each response, errors included, the headers of JSON that no cache may keep. */
export function requestContext({ hsts }: { hsts: Hsts }): RequestHandler {
  return (_req, res, next) => {
    res.removeHeader("X-Powered-By");
    setResponseHeaders(res);
    res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("Referrer-Policy", "no-referrer");
    setHsts(res, hsts);
    next();
  };
}

/** RFC 9110 section 10.1.1: an unknown expectation is refused. `context` sets the headers of that response. */
export function refuseExpectations(context: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const expectation = req.headers.expect?.toLowerCase() ?? "100-continue";
    if (expectation === "100-continue") return next();
    context(req, res, () => next(new ApiError("EXPECTATION_FAILED")));
  };
}

const parseCookies = cookieParser();

/** Reads the cookies if there are any: a client that sends its token in the `Authorization` header has none. */
export const readCookies: RequestHandler = (req, res, next) => {
  if ("cookie" in req.headers) parseCookies(req, res, next);
  else next();
};

/** Refuses requests from pages of other origins, cookies or not. Throws ORIGIN_NOT_ALLOWED. */
export function csrf(assertOriginAllowed: AssertOriginAllowed): RequestHandler {
  return (req, _res, next) => {
    assertOriginAllowed(req);
    next();
  };
}

/** Lets a request pass once the store is open, and tries again to open it if that failed before. */
export function storeReady(open: () => Promise<void>): RequestHandler {
  return async (_req, _res, next) => {
    await open();
    next();
  };
}
