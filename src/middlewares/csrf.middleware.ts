import type { RequestHandler } from "express";
import { ApiError } from "../utils/ApiError.js";
import type { OriginRule } from "../utils/originRule.js";

/** Refuses what another origin's page sent, cookies or not. Fails with ORIGIN_NOT_ALLOWED. */
export function csrf(isAllowed: OriginRule): RequestHandler {
  return (req, _res, next) => {
    if (!isAllowed(req)) throw new ApiError("ORIGIN_NOT_ALLOWED");
    next();
  };
}
