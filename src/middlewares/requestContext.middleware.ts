import type { RequestHandler } from "express";
import { setAnswerHeaders } from "../utils/answerHeaders.js";

/** Gives each response, errors included, the headers of a JSON answer that nobody may keep. */
export function requestContext(settings: { hsts: boolean }): RequestHandler {
  return (_req, res, next) => {
    res.removeHeader("X-Powered-By");
    setAnswerHeaders(res);
    res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("Referrer-Policy", "no-referrer");
    if (settings.hsts) res.setHeader("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    next();
  };
}
