import type { IncomingMessage } from "node:http";
import type { Request, Response } from "express";
import type { Credentials } from "../middlewares/auth.middleware.js";
import { readCookies } from "../middlewares/requestContext.middleware.js";

/** A request of the Fetch API, or anything with its headers, such as `{ headers: await headers() }` in Next.js. */
interface WithHeaders {
  readonly method?: string | undefined;
  readonly headers: Pick<Headers, "get">;
}

/** What `authenticate` takes: a request of the Fetch API, or one of Node. */
export type AuthenticatableRequest = WithHeaders | Pick<IncomingMessage, "method" | "headers" | "rawHeaders">;

/** Throws TypeError for what is no request: an app that passes on the wrong object must not take everybody for a visitor. */
export function credentialsOf(request: AuthenticatableRequest): Credentials {
  const credentials = isOfNode(request) ? partsOfNode(request) : partsOfFetch(request);
  // On a copy, which gets the cookies: the request belongs to the app.
  readCookies(credentials as Request, {} as Response, () => undefined);
  return credentials;
}

function isOfNode(
  request: AuthenticatableRequest,
): request is Pick<IncomingMessage, "method" | "headers" | "rawHeaders"> {
  return "rawHeaders" in request;
}

function partsOfNode({ method, headers, rawHeaders }: Pick<Credentials, "method" | "headers" | "rawHeaders">) {
  return { method, headers, rawHeaders };
}

function partsOfFetch({ method, headers }: WithHeaders): Credentials {
  if (typeof headers?.get !== "function") {
    throw new TypeError("authenticate takes a Request, an object with its headers, or Node's IncomingMessage.");
  }
  const read = (name: string) => {
    const value = headers.get(name);
    return value === null ? {} : { [name]: value };
  };
  // Headers that were sent twice are one text there, with a comma, which is no token.
  const authorization = headers.get("authorization");
  return {
    // Where the method is unknown: browsers send an `Origin` with every one that is not for reading.
    method: method ?? (headers.get("origin") === null ? "GET" : "POST"),
    headers: Object.assign({}, ...["authorization", "cookie", "origin", "sec-fetch-site", "upgrade"].map(read)),
    rawHeaders: authorization === null ? [] : ["authorization", authorization],
  };
}
