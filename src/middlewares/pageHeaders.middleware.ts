import type { RequestHandler } from "express";
import helmet from "helmet";
import { type Hsts, setHsts } from "../http/responseHeaders.js";

/**
 * The headers of a page: only own scripts and styles run, nothing goes to other servers, no other site can frame it.
 * `imageOrigins`: from where else pictures may be loaded.
 */
export function pageHeaders(settings: { hsts: Hsts; imageOrigins: readonly string[] }): RequestHandler {
  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", ...settings.imageOrigins],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A picture from another origin carries no such header.
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: { action: "deny" },
  });
  return (req, res, next) => {
    setHsts(res, settings.hsts);
    secure(req, res, next);
  };
}
