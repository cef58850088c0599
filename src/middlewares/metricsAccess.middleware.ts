import type { Request, RequestHandler } from "express";
import { readBearerToken } from "../http/bearerToken.js";
import { ApiError } from "../utils/ApiError.js";
import { equalInConstantTime } from "../utils/constantTime.js";
import { isLoopback } from "../utils/ipAddress.js";
import { isLocalhost } from "../utils/isLocalhost.js";

/** Headers that proxies add. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

export interface MetricsAccess {
  readonly metricsToken: string | null;
  readonly publicUrl: string;
}

/**
 * Lets a request with the token read the metrics. If no token is set, requests from this machine may: the address of the socket
 * decides, never a header. A proxy on this machine has a loopback socket too and would publish the metrics, and many proxies add
 * no header that shows it. So a public URL that is not localhost needs a token, and the request must name localhost as its host:
 * a tunnel from a laptop to the internet passes on the host name that the stranger typed.
 * Throws NOT_FOUND: a stranger does not learn that there are metrics.
 */
export function metricsAccess({ metricsToken, publicUrl }: MetricsAccess): RequestHandler {
  const isOwnMachine = isLocalhost(new URL(publicUrl));
  return (req, _res, next) => {
    const mayRead = metricsToken === null ? isOwnMachine && isLocal(req) : hasToken(req, metricsToken);
    if (!mayRead) throw new ApiError("NOT_FOUND");
    next();
  };
}

function hasToken(req: Request, token: string): boolean {
  const bearer = readBearerToken(req);
  return bearer.kind === "token" && equalInConstantTime(bearer.token, token);
}

function isLocal({ socket, headers }: Request): boolean {
  const isDirect = isLoopback(socket.remoteAddress) && FORWARDED.every((name) => headers[name] === undefined);
  return isDirect && namesLocalhost(headers.host);
}

function namesLocalhost(host: string | undefined): boolean {
  return host !== undefined && URL.canParse(`http://${host}`) && isLocalhost(new URL(`http://${host}`));
}
