import type { Request, RequestHandler } from "express";
import { readBearerToken } from "../http/bearerToken.js";
import { isLocalRequest } from "../http/localRequest.js";
import { ApiError } from "../utils/ApiError.js";
import { equalInConstantTime } from "../utils/constantTime.js";
import { isLocalhost } from "../utils/isLocalhost.js";

export interface MetricsAccess {
  readonly metricsToken: string | null;
  readonly publicUrl: string;
}

/**
 * Lets a request with the token read the metrics. If no token is set, requests from this machine may, while the public URL is
 * localhost: a proxy on this machine would publish the metrics.
 * Throws NOT_FOUND: a stranger does not learn that there are metrics.
 */
export function metricsAccess({ metricsToken, publicUrl }: MetricsAccess): RequestHandler {
  const isOwnMachine = isLocalhost(new URL(publicUrl));
  return (req, _res, next) => {
    const mayRead = metricsToken === null ? isOwnMachine && isLocalRequest(req) : hasToken(req, metricsToken);
    if (!mayRead) throw new ApiError("NOT_FOUND");
    next();
  };
}

function hasToken(req: Request, token: string): boolean {
  const bearer = readBearerToken(req);
  return bearer.kind === "token" && equalInConstantTime(bearer.token, token);
}
