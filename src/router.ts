import cors from "cors";
import { type RequestHandler, Router } from "express";
import type { Config } from "./config/index.js";
import type { Container } from "./container.js";
import { createAuthController } from "./controllers/auth.controller.js";
import { createKeysController } from "./controllers/keys.controller.js";
import { createUsersController } from "./controllers/users.controller.js";
import { createSendTokens } from "./http/sendTokens.js";
import { readCookies } from "./middlewares/cookies.middleware.js";
import { csrf } from "./middlewares/csrf.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { jsonBody } from "./middlewares/jsonBody.middleware.js";
import { notFound } from "./middlewares/notFound.middleware.js";
import { observe } from "./middlewares/observe.middleware.js";
import { boundParsedBody } from "./middlewares/parsedBody.middleware.js";
import { limitRequests } from "./middlewares/rateLimit.middleware.js";
import { boundUnreadBody, refuseExpectations } from "./middlewares/requestBounds.middleware.js";
import { requestContext } from "./middlewares/requestContext.middleware.js";
import { storeReady } from "./middlewares/storeReady.middleware.js";
import { readQuery } from "./middlewares/validate.middleware.js";
import { createAuthRoutes } from "./routes/auth.routes.js";
import { createUsersRoutes } from "./routes/users.routes.js";
import { createAuthSchemas } from "./schemas/auth.schema.js";
import { activityQuerySchema } from "./schemas/users.schema.js";

/**
 * /auth and /users with all that they need. It touches no other path, so it may be mounted anywhere in another app, beside
 * middleware of the app's own.
 */
export function createRouter(container: Container, verifyJWT: RequestHandler): Router {
  const { config, cookies, clock } = container;
  const sendTokens = createSendTokens({ cookies, clock, tokensInBody: config.tokensInBody });
  const limit = limitRequests(container.limits);
  const auth = createAuthController({ ...container, sendTokens });
  const users = createUsersController({ ...container, readActivityQuery: readQuery(activityQuerySchema) });
  const schemas = createAuthSchemas(container.passwordPolicy);

  const router = Router();
  const ours = ["/auth", "/users"];
  router.use("/auth", observe(container, "/auth"));
  router.use("/users", observe(container, "/users"));
  // In a router of its own the path is matched once and not again for each step.
  const before = Router();
  const context = requestContext(config);
  before.use(boundUnreadBody, context, refuseExpectations(context), ...crossOrigin(config), readCookies);
  before.use(csrf(container.assertOriginAllowed), storeReady(container.open), boundParsedBody, ...jsonBody);
  router.use(ours, before);
  router.use("/auth", createAuthRoutes(auth, schemas, limit, verifyJWT));
  router.use("/users", createUsersRoutes(users, verifyJWT));
  router.use(ours, notFound);
  router.use(ours, errorHandler(container.logger));
  return router;
}

/** Answers the key set at whatever path of another app it is mounted: it belongs to the root, where that app reigns. */
export function createKeySet(container: Container): RequestHandler {
  const router = Router();
  router.use(observe(container, ""), boundUnreadBody);
  router.use(requestContext(container.config), storeReady(container.open));
  router.use(createKeysController(container).jwks);
  router.use(errorHandler(container.logger));
  return router;
}

/** Preflights are answered before anything asks for a token. Without CORS_ORIGIN no other origin may read an answer. */
function crossOrigin(config: Config): RequestHandler[] {
  if (config.corsOrigins.length === 0) return [];
  return [
    cors({
      origin: [...config.corsOrigins],
      credentials: true,
      exposedHeaders: ["Retry-After", "X-Request-Id", "WWW-Authenticate", "X-Access-Token-Expires-In"],
      maxAge: 600,
    }),
  ];
}
