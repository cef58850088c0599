import { createFetchHandler, type FetchHandler } from "latchkey/fetch";
import { latchkey } from "./latchkey";

let handler: FetchHandler | undefined;

/** Answers for Latchkey: its API below /api/v1, and its pages below /auth, to which the links in mail lead. */
export function handle(request: Request): Promise<Response> {
  handler ??= createFetchHandler(latchkey());
  return handler.handle(request, { ip: ipOf(request) });
}

/**
 * Attempts are limited for each address. Only a header that your proxy overwrites can be trusted, since clients can send any: name
 * it in CLIENT_IP_HEADER. Without one all clients share the limits of one address.
 */
function ipOf({ headers }: Request): string {
  const name = process.env["CLIENT_IP_HEADER"];
  return (name && headers.get(name)) || "127.0.0.1";
}
