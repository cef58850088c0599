import express, { type Express } from "express";
import type { Container } from "./container.js";
import { createOpsController } from "./controllers/ops.controller.js";
import { createVerifyJWT } from "./middlewares/auth.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { notFound } from "./middlewares/notFound.middleware.js";
import { requestContext } from "./middlewares/requestContext.middleware.js";
import { createRouter } from "./router.js";
import { createOpsRoutes } from "./routes/ops.routes.js";

/** The server's Express app. It neither listens nor connects. */
export function createApp(container: Container): Express {
  const { config } = container;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustProxy);
  // No route reads a query, so nothing is parsed out of one.
  app.set("query parser", false);

  app.use("/api/v1", createRouter(container, createVerifyJWT(container)));
  app.use(requestContext({ hsts: config.secureCookies }));
  app.use(createOpsRoutes(createOpsController({ ping: () => container.open().then(() => container.store.ping()) })));
  app.use(notFound);
  app.use(errorHandler(container.logger));
  return app;
}
