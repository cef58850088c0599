import type { RequestHandler } from "express";
import { closeOnUnreadBody } from "../http/body.js";
import { ApiError } from "../utils/ApiError.js";

/** For every path: no answer costs the reading of a body that nobody wants. */
export const boundUnreadBody: RequestHandler = (req, res, next) => {
  closeOnUnreadBody(req, res);
  next();
};

/**
 * RFC 9110 section 10.1.1: what a client expects, and is not known, is refused. `context` gives the answer its headers; where
 * nothing is expected it does nothing.
 */
export function refuseExpectations(context: RequestHandler): RequestHandler {
  return (req, res, next) => {
    const expectation = req.headers.expect?.toLowerCase() ?? "100-continue";
    if (expectation === "100-continue") return next();
    context(req, res, () => next(new ApiError("EXPECTATION_FAILED")));
  };
}
