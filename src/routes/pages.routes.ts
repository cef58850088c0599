import express, { type ErrorRequestHandler, type Request, type RequestHandler, Router } from "express";
import type { Hsts } from "../http/responseHeaders.js";
import { pageHeaders } from "../middlewares/pageHeaders.middleware.js";
import { choosePageLanguage } from "../middlewares/pageLanguage.middleware.js";
import type { FindPictureOrigin } from "../middlewares/pictureOrigin.middleware.js";
import { readCookies } from "../middlewares/requestContext.middleware.js";
import { methodNotAllowed } from "../middlewares/route.middleware.js";
import type { ApiDocs } from "../openapi/index.js";
import type { Pages } from "../site/index.js";

/** Every page is the same document: its script shows the page that the path names. Any other path is 404. */
export const PAGE_PATHS = [
  "/",
  "/sign-in",
  "/sign-in/continue",
  "/sign-in/code",
  "/register",
  "/forgot-password",
  "/reset-password",
  "/verify-email",
  "/confirm-email-change",
  "/account",
  "/account/email",
  "/account/password",
  "/account/security",
  "/account/sessions",
  "/account/activity",
  "/account/data",
];

interface PagesConfig {
  readonly hsts: Hsts;
  /** Without a slash at its end. */
  readonly pagesPath: string;
}

/** What a request of a page passes in another app, which has no steps of ours before its routes. */
interface AsGuest {
  readonly first: RequestHandler;
  readonly onError: ErrorRequestHandler;
}

/**
 * The pages of the server, or `asGuest` in another app. There the rest is the app's: other methods of these paths, such as its own
 * `POST /register`, unknown paths, and the root, unless the pages have a path of their own.
 */
export function createPagesRoutes(
  pages: Pages,
  { hsts, pagesPath }: PagesConfig,
  findPictureOrigin: FindPictureOrigin,
  asGuest: AsGuest | null = null,
): Router {
  const headers = pageHeaders({ hsts, imageOrigins: logoOf(pages) });
  const router = Router();
  const add = (path: string, ...send: RequestHandler[]) => {
    const route = router.route(path);
    if (asGuest === null) route.get(headers, ...send).all(methodNotAllowed("GET"));
    else route.all(skipUnlessRead, asGuest.first, headers, ...send, asGuest.onError);
  };
  const rootIsOfApp = asGuest !== null && pagesPath === "";
  const document = pageDocument(pages, hsts, findPictureOrigin);
  for (const path of PAGE_PATHS) if (path !== "/" || !rootIsOfApp) add(path, readCookies, document);
  add("/brand.css", text("css", pages.brandCss));
  for (const name of pages.assets.names) add(`/assets/${name}`, file(name, pages.assets.folder));
  if (asGuest !== null && pagesPath !== "") {
    router.use(skipUnlessBrowser, asGuest.first, createPageNotFound(pages, { hsts }), asGuest.onError);
  }
  return pagesPath === "" ? router : Router().use(pagesPath, router);
}

/** Answers a browser that opens an unknown path with a page that says so, and leaves programs to the next handler. */
export function createPageNotFound(pages: Pages, { hsts }: { hsts: Hsts }): RequestHandler {
  const headers = pageHeaders({ hsts, imageOrigins: logoOf(pages) });
  const send: RequestHandler = (req, res) => {
    res.status(404).type("html").set("Cache-Control", "no-store").vary("Accept");
    res.send(pages.html(choosePageLanguage(req, res), null));
  };
  return (req, res, next) => {
    if (isOpenedByBrowser(req)) headers(req, res, (error?: unknown) => (error ? next(error) : send(req, res, next)));
    else next();
  };
}

/**
 * The document of every page. Its policy allows the origin of the user's own picture and no other, so it differs between users: no
 * shared cache may keep it.
 */
function pageDocument(pages: Pages, hsts: Hsts, findPictureOrigin: FindPictureOrigin): RequestHandler {
  return async (req, res, next) => {
    const picture = await findPictureOrigin(req);
    const send = () => {
      res.type("html").set("Cache-Control", "private, no-cache").vary("Cookie");
      res.send(pages.html(choosePageLanguage(req, res), picture));
    };
    // Those without a picture are set already.
    if (picture === null) return send();
    const headers = pageHeaders({ hsts, imageOrigins: [...logoOf(pages), picture] });
    headers(req, res, (error?: unknown) => (error ? next(error) : send()));
  };
}

const logoOf = ({ logoOrigin }: Pages): string[] => (logoOrigin === null ? [] : [logoOrigin]);

const isRead = ({ method }: Request): boolean => method === "GET" || method === "HEAD";

/** Only a browser that shows a document asks for this type by its name. */
const isOpenedByBrowser = (req: Request): boolean =>
  isRead(req) && (req.headers.accept ?? "").toLowerCase().includes("text/html");

const skipUnlessRead: RequestHandler = (req, _res, next) => next(isRead(req) ? undefined : "route");

const skipUnlessBrowser: RequestHandler = (req, _res, next) => next(isOpenedByBrowser(req) ? undefined : "router");

function text(type: string, content: string): RequestHandler {
  return (_req, res) => void res.type(type).set("Cache-Control", "no-cache").send(content);
}

/** Its name changes with its content, so a browser never has to ask again. */
function file(name: string, root: string): RequestHandler {
  return (_req, res) => res.sendFile(name, { root, immutable: true, maxAge: "365d" });
}

const DOCS_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of Latchkey</title>
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/theme.css">
<script src="/docs/theme.js"></script>
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

/** Before anything is drawn: the viewer has a dark theme, which it shows where the root has this class. */
const DOCS_THEME_SCRIPT = `const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();
`;

/** What the viewer leaves to the page around it. */
const DOCS_THEME = `html { background: #fafafa; color: #3b4151; }
html.dark-mode { background: #1c2022; color: #e4e6e6; }
body { margin: 0; }
`;

/** Only these two of swagger-ui's files are served: the others are examples and maps. */
const VIEWER_FILES = ["swagger-ui.css", "swagger-ui-bundle.js"];

/** The description of the API for programs and for people. Nothing is loaded from other servers. */
export function createDocsRoutes(docs: ApiDocs, { hsts }: { hsts: Hsts }): Router {
  const headers = pageHeaders({ hsts, imageOrigins: [] });
  const router = Router();
  const texts = {
    "/openapi.json": ["json", docs.json],
    "/docs": ["html", DOCS_PAGE],
    "/docs/start.js": ["js", DOCS_START],
    "/docs/theme.js": ["js", DOCS_THEME_SCRIPT],
    "/docs/theme.css": ["css", DOCS_THEME],
  };
  for (const [path, [type = "", content = ""]] of Object.entries(texts)) {
    router.route(path).get(headers, text(type, content)).all(methodNotAllowed("GET"));
  }
  for (const file of VIEWER_FILES) {
    router.use(`/docs/${file}`, headers, express.static(`${docs.viewer}/${file}`, { maxAge: "1h", redirect: false }));
  }
  return router;
}
