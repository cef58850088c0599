import type { RequestHandler } from "express";
import { type Hsts, setAnswerHeaders, setHsts } from "../http/answerHeaders.js";

/** Gives each response, errors included, the headers of a JSON answer that nobody may keep. */
export function requestContext({ hsts }: { hsts: Hsts }): RequestHandler {
  return (_req, res, next) => {
    res.removeHeader("X-Powered-By");
    setAnswerHeaders(res);
    res.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    res.setHeader("Referrer-Policy", "no-referrer");
    setHsts(res, hsts);
    next();
  };
}
