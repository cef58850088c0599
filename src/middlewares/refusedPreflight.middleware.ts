import type { RequestHandler } from "express";
import { printable } from "../http/originRule.js";
import { type Clock, systemClock } from "../utils/clock.js";
import { createLineBound } from "../utils/lineBound.js";
import type { Logger } from "../utils/logger.js";

/**
 * Says in the log which origin a preflight was refused to, and which setting would allow it. The browser shows the developer of the
 * page neither. Anybody can send preflights, so there is one line a second at most.
 */
export function logRefusedPreflights(logger: Logger, clock: Clock = systemClock): RequestHandler {
  const refusals = createLineBound<"preflight">(clock);
  return (req, res, next) => {
    const { origin } = req.headers;
    if (req.method !== "OPTIONS" || origin === undefined || !("access-control-request-method" in req.headers)) {
      return next();
    }
    res.once("finish", () => {
      const refused = res.hasHeader("Access-Control-Allow-Origin") ? null : refusals("preflight");
      if (refused === null) return;
      const facts = { requestId: res.getHeader("X-Request-Id"), origin: printable(origin), setting: "CORS_ORIGIN" };
      logger.warn({ ...facts, refused }, "A page of another origin may not call the API: its preflight was refused.");
    });
    next();
  };
}
