import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { setAnswerHeaders } from "../utils/answerHeaders.js";

// An id of the caller's own is kept when it is harmless in a header and in a log line.
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** Gives each request its id and each response, errors included, the headers of a JSON answer that nobody may keep. */
export function requestContext(settings: { hsts: boolean }): RequestHandler {
  return (req, res, next) => {
    const given = req.headers["x-request-id"];
    req.id = typeof given === "string" && REQUEST_ID.test(given) ? given : randomUUID();
    res.removeHeader("X-Powered-By");
    res.setHeader("X-Request-Id", req.id);
    setAnswerHeaders(res);
    res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("Referrer-Policy", "no-referrer");
    if (settings.hsts) res.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    next();
  };
}
