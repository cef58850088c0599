import type { Request, RequestHandler } from "express";
import { isLocalRequest } from "../http/localRequest.js";

/**
 * Lets only this machine, at the address of localhost, read the outbox: its mails have links that open accounts. For everybody else
 * the path does not exist. Pages of other sites may link to it and nothing more: they could not read an answer, but delete mails.
 */
export const outboxAccess: RequestHandler = (req, _res, next) => {
  next(isLocalRequest(req) && !isFromOtherSite(req) ? undefined : "router");
};

function isFromOtherSite({ method, headers }: Request): boolean {
  const from = headers["sec-fetch-site"];
  // Browsers that do not send it send `Origin` with a form.
  if (from === undefined) return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
  // An app on another port of localhost may have a link.
  const isLink = from === "same-site" && headers["sec-fetch-dest"] === "document" && method === "GET";
  return from !== "same-origin" && from !== "none" && !isLink;
}
