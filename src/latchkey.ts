import type { RequestHandler, Router } from "express";
import "./@types/express.js";
import cookieParser from "cookie-parser";
import { configFromOptions, type LatchkeyOptions } from "./config/index.js";
import { createContainer } from "./container.js";
import { createVerifyJWT, requireRole } from "./middlewares/auth.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { createRouter } from "./routes/index.js";
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
  /** Connects and migrates now instead of at the first request, so that a bad database stops the start. */
  ready(): Promise<void>;
  /** Finishes what was accepted and releases the database. */
  close(): Promise<void>;
}

/**
 * Latchkey inside your own Express 5 app. Reads no environment: everything is in `options`.
 *
 * @throws ConfigError one line that names the option, the reason and the cure
 */
export function createLatchkey(options: LatchkeyOptions = {}): Latchkey {
  const container = createContainer(configFromOptions(options));
  const { logger } = container;
  const verifyJWT = createVerifyJWT(container);
  return {
    router: createRouter(container, verifyJWT),
    verifyJWT: answeringErrors(logger, container.waitUntilOpen, cookieParser(), verifyJWT),
    requireRole: (...roles) => answeringErrors(logger, requireRole(...roles)),
    ready: container.open,
    close: container.close,
  };
}

/**
 * Runs the steps in order, and answers a failure as the router does: in an app of its own, the default error page would be
 * HTML with a stack.
 */
function answeringErrors(logger: Logger, ...steps: RequestHandler[]): RequestHandler {
  const answer = errorHandler(logger);
  return (req, res, next) => {
    const runFrom = async (index: number): Promise<void> => {
      const step = steps[index];
      if (step === undefined) return next();
      await step(req, res, (error?: unknown) => (error === undefined ? runFrom(index + 1) : fail(error)));
    };
    const fail = (error: unknown) => answer(error, req, res, next);
    runFrom(0).catch(fail);
  };
}
