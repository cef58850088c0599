import express, { Router } from "express";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import { type Hsts, pageHeaders } from "../middlewares/pageHeaders.middleware.js";
import type { Pages } from "../site/index.js";

/** Every page is the same document: the script in it shows what the path names. Any other path is 404. */
const PATHS = [
  "/",
  "/sign-in",
  "/register",
  "/forgot-password",
  "/reset-password",
  "/verify-email",
  "/confirm-email-change",
  "/account",
  "/account/email",
  "/account/password",
  "/account/sessions",
  "/account/activity",
  "/account/data",
];

export function createPagesRoutes(pages: Pages, { hsts }: { hsts: Hsts }): Router {
  const router = Router();
  const headers = pageHeaders({ hsts, logoOrigin: pages.logoOrigin });
  const getOnly = methodNotAllowed("GET");

  for (const path of PATHS) {
    router
      .route(path)
      .get(headers, (_req, res) => void res.type("html").set("Cache-Control", "no-cache").send(pages.html))
      .all(getOnly);
  }
  router
    .route("/brand.css")
    .get(headers, (_req, res) => void res.type("css").set("Cache-Control", "no-cache").send(pages.brandCss))
    .all(getOnly);
  // Their names change with their content, so a browser never has to ask again.
  router.use("/assets", headers, express.static(pages.assets, { immutable: true, maxAge: "365d", index: false }));
  return router;
}
