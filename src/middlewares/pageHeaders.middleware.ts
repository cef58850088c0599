import type { RequestHandler } from "express";
import helmet from "helmet";
import { type Hsts, YEAR_IN_SECONDS } from "../http/responseHeaders.js";

/**
 * The headers of a page: only this server's own scripts and styles run, nothing is sent to other servers, and no other site can
 * put the page into a frame to steal a click.
 */
export function pageHeaders(settings: { hsts: Hsts; logoOrigin: string | null }): RequestHandler {
  const images = settings.logoOrigin === null ? [] : [settings.logoOrigin];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", ...images],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // A logo from another origin carries no such header.
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: settings.hsts !== "off" && {
      maxAge: YEAR_IN_SECONDS,
      includeSubDomains: settings.hsts === "includeSubDomains",
    },
    xFrameOptions: { action: "deny" },
  });
}
