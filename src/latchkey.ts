import type { RequestHandler, Router } from "express";
import "./@types/express.js";
import { configFromOptions, type LatchkeyOptions } from "./config/index.js";
import { type Container, createContainer } from "./container.js";
import { assertRole, createIdentify, createVerifyJWT } from "./middlewares/auth.middleware.js";
import { answeringErrors } from "./middlewares/error.middleware.js";
import { readCookies } from "./middlewares/requestContext.middleware.js";
import { createKeySet, createRouter } from "./router.js";

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
  const identify = createIdentify(container);
  return {
    router: createRouter(container, createVerifyJWT(identify)),
    verifyJWT: answeringErrors(logger, async (req, res) => {
      await container.open();
      readCookies(req, res, () => undefined);
      await identify(req);
    }),
    requireRole: (...roles) => answeringErrors(logger, async (req) => assertRole(req, roles)),
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
