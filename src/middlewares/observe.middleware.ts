import { randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { failureCodeOf } from "../http/failureCode.js";
import { type Metrics, watchRequest } from "../telemetry/index.js";
import type { ErrorCode } from "../utils/errorCodes.js";
import { type Logger, withoutRedaction } from "../utils/logger.js";

// A client's own id is kept if it is safe in a header and in a log line.
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Polled every few seconds by machines: logged at debug level only. */
const POLLED = /^\/(health\/|metrics$)/;

/** Node accepts about thirty methods; an attacker could create as many labels for each route. */
const METHODS = new Set(["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"]);

/** A visitor who opens a page for the first time has no token: nothing is wrong. */
const OF_VISITORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["ACCESS_TOKEN_MISSING", "REFRESH_TOKEN_MISSING"]);

interface Deps {
  metrics: Metrics;
  logger: Logger;
  config: { readonly logRequests: "on" | "off"; readonly metrics: "on" | "off" };
}

/**
 * Gives each request its id. When the request ends, counts it and logs one line. What a client wrote into the path, the query or
 * a header is never a label and never logged: a route is named by its pattern below `base`, or by `base` with a star if there
 * is none (an unknown path).
 */
export function observe(deps: Deps, base: "" | "/auth" | "/users"): RequestHandler {
  const metrics = deps.config.metrics === "on" ? deps.metrics : null;
  const log = deps.config.logRequests === "on" ? withoutRedaction(deps.logger) : null;

  return (req, res, next) => {
    const given = req.headers["x-request-id"];
    // Not as req.id, which in a host app is pino-http's.
    const requestId = typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    res.setHeader("X-Request-Id", requestId);
    const method = METHODS.has(req.method) ? req.method : "_OTHER";
    const watched = watchRequest(metrics, { headers: req.headers, method });
    res.once("close", () => {
      const route = base + routeOf(req);
      const status = res.writableFinished ? res.statusCode : null;
      const seconds = watched.end({ method, route, status });
      if (log === null) return;
      const ms = Math.round(seconds * 1000);
      // An error of the server has a line of its own, with its cause.
      const code = res.statusCode < 500 ? failureCodeOf(res) : undefined;
      log[levelOf(route, res, code)](
        { requestId, method, route, status, ...(code !== undefined && { code }), ms },
        "Request.",
      );
    });
    watched.run(next);
  };
}

function routeOf(req: Request): string {
  const route: unknown = req.route;
  const path = typeof route === "object" && route !== null && "path" in route ? route.path : undefined;
  return typeof path === "string" ? path : "/*";
}

function levelOf(
  route: string,
  { statusCode }: Response,
  code: ErrorCode | undefined,
): "error" | "warn" | "info" | "debug" {
  if (statusCode >= 500) return "error";
  if (POLLED.test(route)) return "debug";
  if (code !== undefined && OF_VISITORS.has(code)) return "info";
  return statusCode >= 400 ? "warn" : "info";
}
