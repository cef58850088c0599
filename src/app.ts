import express, { type Express } from "express";
import type { Container } from "./container.js";
import { createOpsController } from "./controllers/ops.controller.js";
import { createIdentify, createVerifyJWT } from "./middlewares/auth.middleware.js";
import { boundUnreadBody } from "./middlewares/body.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { observe } from "./middlewares/observe.middleware.js";
import { createFindPictureOrigin } from "./middlewares/pictureOrigin.middleware.js";
import { refuseExpectations, requestContext } from "./middlewares/requestContext.middleware.js";
import { notFound } from "./middlewares/route.middleware.js";
import type { ApiDocs } from "./openapi/index.js";
import { addRoutes, createRouter } from "./router.js";
import { createMetricsRoutes, opsRoutes, type ShownMetrics } from "./routes/ops.routes.js";
import { createOutboxRoutes } from "./routes/outbox.routes.js";
import { createDocsRoutes, createPageNotFound, createPagesRoutes } from "./routes/pages.routes.js";
import type { OutboxPages, Pages } from "./site/index.js";
import { bareAddress } from "./utils/ipAddress.js";

/** What a server serves beside the API. */
interface Shown {
  pages?: Pages | null;
  outbox?: OutboxPages | null;
  apiDocs?: ApiDocs;
  metrics?: ShownMetrics | null;
  /** Whether the process is about to stop: then it is no longer ready. */
  isStopping?: () => boolean;
}

/** Creates the server's Express app. It neither listens nor connects. */
export function createApp(container: Container, shown: Shown = {}): Express {
  const { pages = null, outbox = null, apiDocs, metrics = null, isStopping = () => false } = shown;
  const { config } = container;
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("trust proxy", config.trustProxy);
  trustHopsWithPorts(app);
  // No route reads a query, so nothing is parsed out of one.
  app.set("query parser", false);

  const identify = createIdentify(container);
  const verifyJWT = createVerifyJWT(identify);
  app.use("/api/v1", createRouter(container, identify, { ownsPaths: true }));
  app.use(observe(container, ""), boundUnreadBody, refuseExpectations(requestContext(config)));
  if (outbox !== null) app.use(createOutboxRoutes(outbox, config));
  if (pages !== null) app.use(createPagesRoutes(pages, config, createFindPictureOrigin(container)));
  if (apiDocs !== undefined) app.use(createDocsRoutes(apiDocs, config));
  app.use(requestContext(config));
  const ops = createOpsController({ ...container, isStopping });
  addRoutes(app, opsRoutes(ops), { verifyJWT, limits: container.limits });
  if (metrics !== null) app.use(createMetricsRoutes(metrics, config));
  if (pages !== null) app.use(createPageNotFound(pages, config));
  app.use(notFound);
  app.use(errorHandler(container.logger));
  return app;
}

/** To Express a hop with a port (`10.0.0.1:1234`) is no proxy: it would count as the client, and all users as one. */
function trustHopsWithPorts(app: Express): void {
  const trusts = app.get("trust proxy fn") as (address: string | undefined, hop: number) => boolean;
  app.set("trust proxy", (address: string | undefined, hop: number) => trusts(bareAddress(address) ?? address, hop));
}
