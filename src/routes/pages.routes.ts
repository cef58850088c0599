import express, { Router } from "express";
import type { Hsts } from "../http/responseHeaders.js";
import { pageHeaders } from "../middlewares/pageHeaders.middleware.js";
import { methodNotAllowed } from "../middlewares/route.middleware.js";
import type { ApiDocs } from "../openapi/index.js";
import type { Pages } from "../site/index.js";

/** Every page is the same document: its script shows the page that the path names. Any other path is 404. */
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
  const headers = pageHeaders({ hsts, logoOrigin: pages.logoOrigin });
  const router = Router();
  for (const path of PATHS) serveText(router, path, [headers, "html", pages.html]);
  serveText(router, "/brand.css", [headers, "css", pages.brandCss]);
  // Their names change with their content, so a browser never has to ask again.
  router.use("/assets", headers, express.static(pages.assets, { immutable: true, maxAge: "365d", index: false }));
  return router;
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of Latchkey</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

/** A file of its own, since the policy lets no inline script run. No validator: it would send the document's address elsewhere. */
const DOCS_START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
`;

/** Only these two of swagger-ui's files are served: the others are examples and maps. */
const VIEWER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** The description of the API for programs and for people. Nothing is loaded from other servers. */
export function createDocsRoutes(docs: ApiDocs, { hsts }: { hsts: Hsts }): Router {
  const headers = pageHeaders({ hsts, logoOrigin: null });
  const router = Router();
  serveText(router, "/openapi.json", [headers, "json", docs.json]);
  serveText(router, "/docs", [headers, "html", DOCS_PAGE]);
  serveText(router, "/docs/start.js", [headers, "js", DOCS_START]);
  for (const file of VIEWER_FILES) {
    router.use(`/docs/${file}`, headers, express.static(`${docs.viewer}/${file}`, { maxAge: "1h", redirect: false }));
  }
  return router;
}

function serveText(
  router: Router,
  path: string,
  [headers, type, text]: [headers: express.RequestHandler, type: string, text: string],
): void {
  router
    .route(path)
    .get(headers, (_req, res) => void res.type(type).set("Cache-Control", "no-cache").send(text))
    .all(methodNotAllowed("GET"));
}
