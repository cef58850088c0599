import type { Request } from "express";
import { isLoopback } from "../utils/ipAddress.js";
import { isLocalhost } from "../utils/isLocalhost.js";

/** Headers that proxies add. */
const FORWARDED = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/**
 * Whether a request comes from this machine: the address of the socket decides, never a header. A proxy on this machine has a loopback
 * socket too, and many proxies add no header that shows it. So the request must also name localhost as its host: a tunnel from a
 * laptop to the internet passes on the name that the stranger typed, and so does a browser whose DNS was rebound to this machine.
 */
export function isLocalRequest({ socket, headers }: Pick<Request, "socket" | "headers">): boolean {
  const isDirect = isLoopback(socket.remoteAddress) && FORWARDED.every((name) => headers[name] === undefined);
  return isDirect && namesLocalhost(headers.host);
}

function namesLocalhost(host: string | undefined): boolean {
  return host !== undefined && URL.canParse(`http://${host}`) && isLocalhost(new URL(`http://${host}`));
}
