import { type ErrorRequestHandler, type RequestHandler, Router } from "express";
import type { Hsts } from "../http/responseHeaders.js";
import { outboxAccess } from "../middlewares/outboxAccess.middleware.js";
import { pageHeaders } from "../middlewares/pageHeaders.middleware.js";
import type { OutboxPages } from "../site/index.js";

/**
 * Own HTML of an app may load pictures from anywhere, and run nothing. `sandbox` without `allow-same-origin`, also for somebody who
 * opens it alone: it is a document of another origin, which can read nothing here.
 */
const CONTENT_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src https: data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

interface OutboxConfig {
  readonly hsts: Hsts;
  /** Without a slash at its end. */
  readonly pagesPath: string;
}

/** The page that shows the mails of the outbox, below the path of the pages. Requests that may not read it pass. */
export function createOutboxRoutes(
  pages: OutboxPages,
  { hsts, pagesPath }: OutboxConfig,
  asGuest: { readonly first: RequestHandler; readonly onError: ErrorRequestHandler } | null = null,
): Router {
  const router = Router();
  router.use(outboxAccess);
  if (asGuest !== null) router.use(asGuest.first);
  router.use(pageHeaders({ hsts, imageOrigins: [], framesOwn: true }));
  // Links of mails are secrets.
  router.use((_req, res, next) => next(void res.set("Cache-Control", "no-store")));
  router.get("/", async (_req, res) => void res.type("html").send(await pages.list()));
  router.get("/style.css", (_req, res) => void res.type("css").send(pages.style));
  router.get("/script.js", (_req, res) => void res.type("js").send(pages.script));
  router.post("/delete", async (_req, res) => {
    await pages.clear();
    res.redirect(303, pages.base);
  });
  router.get("/:id", async (req, res, next) => {
    const html = await pages.mail(req.params.id);
    if (html === null) return next();
    res.type("html").send(html);
  });
  router.get("/:id/content", async (req, res, next) => {
    const html = await pages.content(req.params.id);
    if (html === null) return next();
    res.set({ "Content-Security-Policy": CONTENT_POLICY, "X-Frame-Options": "SAMEORIGIN" }).type("html").send(html);
  });
  if (asGuest !== null) router.use(asGuest.onError);
  return Router().use(`${pagesPath}/outbox`, router);
}
