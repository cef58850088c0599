import express, { type Express } from "express";
import type { Container } from "./container.js";
import { createOpsController } from "./controllers/ops.controller.js";
import { createVerifyJWT } from "./middlewares/auth.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { notFound } from "./middlewares/notFound.middleware.js";
import { requestContext } from "./middlewares/requestContext.middleware.js";
import type { Pages } from "./pages/index.js";
import { createRouter } from "./router.js";
import { createOpsRoutes } from "./routes/ops.routes.js";
import { createPagesRoutes } from "./routes/pages.routes.js";

/** The server's Express app, with pages if they are given. It neither listens nor connects. */
export function createApp(container: Container, pages: Pages | null = null): Express {
  const { config } = container;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustProxy);
  // No route reads a query, so nothing is parsed out of one.
  app.set("query parser", false);

  app.use("/api/v1", createRouter(container, createVerifyJWT(container)));
  if (pages !== null) app.use(createPagesRoutes(pages, { hsts: config.secureCookies }));
  app.use(requestContext({ hsts: config.secureCookies }));
  app.use(createOpsRoutes(createOpsController({ ping: () => container.open().then(() => container.store.ping()) })));
  app.use(notFound);
  app.use(errorHandler(container.logger));
  return app;
}
