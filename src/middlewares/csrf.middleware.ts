import type { RequestHandler } from "express";
import type { AssertOriginAllowed } from "../http/originRule.js";

/** Refuses what another origin's page sent, cookies or not. Fails with ORIGIN_NOT_ALLOWED. */
export function csrf(assertOriginAllowed: AssertOriginAllowed): RequestHandler {
  return (req, _res, next) => {
    assertOriginAllowed(req);
    next();
  };
}
