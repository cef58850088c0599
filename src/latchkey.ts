import { type RequestHandler, Router } from "express";
import "./@types/express.js";
import cookieParser from "cookie-parser";
import { configFromOptions, type LatchkeyOptions } from "./config/index.js";
import { type Container, createContainer } from "./container.js";
import { createVerifyJWT, requireRole } from "./middlewares/auth.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { storeReady } from "./middlewares/storeReady.middleware.js";
import { createKeySet, createRouter } from "./router.js";
import type { Logger } from "./utils/logger.js";

export type { RequestAuth } from "./@types/express.js";
export { ConfigError, type LatchkeyOptions } from "./config/index.js";
export type { UserView } from "./services/account/index.js";

export interface Latchkey {
  /** /auth and /users; mount it where you like: `app.use("/api/v1", latchkey.router)`. */
  readonly router: Router;
  /** Guards a route, or a whole router: sets `req.user` and `req.auth`, or answers 401. */
  readonly verifyJWT: RequestHandler;
  /** Guards a route by role, behind `verifyJWT`: answers 403 unless the user has one of the roles. */
  requireRole(...roles: string[]): RequestHandler;
  /** Answers the public keys of ES256: `app.get("/.well-known/jwks.json", latchkey.jwks)`. */
  readonly jwks: RequestHandler;
  /** Connects and migrates now instead of at the first request, so that a bad database stops the start. */
  ready(): Promise<void>;
  /** What this instance has counted, in Prometheus' text format, to be served where no stranger can read it. */
  metrics(): Promise<string>;
  /** Finishes what was accepted and releases the database. */
  close(): Promise<void>;
}

/**
 * Latchkey inside your own Express 5 app. Reads no environment: everything is in `options`.
 *
 * @throws ConfigError one line that names the option, the reason and the cure
 */
export function createLatchkey(options: LatchkeyOptions = {}): Latchkey {
  const container = withJobs(createContainer(configFromOptions(options)));
  const { logger } = container;
  const verifyJWT = createVerifyJWT(container);
  return {
    router: createRouter(container, verifyJWT),
    verifyJWT: answeringErrors(logger, storeReady(container.open), cookieParser(), verifyJWT),
    requireRole: (...roles) => answeringErrors(logger, requireRole(...roles)),
    jwks: createKeySet(container),
    ready: container.open,
    metrics: container.metrics.render,
    close: container.close,
  };
}

/** A host app that opens the store wants mail to be sent and old records to be cleared away, and starts nothing itself. */
function withJobs(container: Container): Container {
  const open = async () => {
    await container.open();
    container.jobs.start();
  };
  return { ...container, open };
}

/** Answers a failure as the router does: the host app's default error page would be HTML with a stack. */
function answeringErrors(logger: Logger, ...steps: RequestHandler[]): RequestHandler {
  const guard = Router();
  guard.use(...steps);
  guard.use(errorHandler(logger));
  return guard;
}
