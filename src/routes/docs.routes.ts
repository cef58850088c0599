import express, { Router } from "express";
import { methodNotAllowed } from "../middlewares/notFound.middleware.js";
import { type Hsts, pageHeaders } from "../middlewares/pageHeaders.middleware.js";
import type { ApiDocs } from "../openapi/index.js";

const PAGE = `<!doctype html>
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

/** A file of its own: the policy lets no inline script run. No validator, which would send the address of the document out. */
const START = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
`;

/** Only these two of swagger-ui's files are served: the others are examples and maps. */
const VIEWER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** The description of the API for programs and for people, without a byte from elsewhere. */
export function createDocsRoutes(docs: ApiDocs, { hsts }: { hsts: Hsts }): Router {
  const router = Router();
  const headers = pageHeaders({ hsts, logoOrigin: null });
  const getOnly = methodNotAllowed("GET");
  const serve = (path: string, type: string, body: string) =>
    router
      .route(path)
      .get(headers, (_req, res) => void res.type(type).set("Cache-Control", "no-cache").send(body))
      .all(getOnly);

  serve("/openapi.json", "json", docs.json);
  serve("/docs", "html", PAGE);
  serve("/docs/start.js", "js", START);
  for (const file of VIEWER_FILES) {
    router.use(`/docs/${file}`, headers, express.static(`${docs.viewer}/${file}`, { maxAge: "1h", redirect: false }));
  }
  return router;
}
