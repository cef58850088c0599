import type { RequestHandler, Router } from "express";
import "./@types/express.js";
import { appOptionsFrom, configFromOptions, type LatchkeyOptions } from "./config/index.js";
import { type Container, createContainer } from "./container.js";
import { createServerCalls } from "./library/createServerCalls.js";
import type { ServerSessions } from "./library/ServerSessions.js";
import type { ServerUsers } from "./library/ServerUsers.js";
import { assertRole, createIdentify, createVerifyJWT } from "./middlewares/auth.middleware.js";
import { answeringErrors } from "./middlewares/error.middleware.js";
import { readCookies } from "./middlewares/requestContext.middleware.js";
import type { ApiDocument } from "./openapi/index.js";
import { createKeySet, createRouter } from "./router.js";

export type { RequestAuth } from "./@types/express.js";
export type * from "./@types/UserFields.js";
export { ConfigError, type LatchkeyOptions } from "./config/index.js";
export { createServer } from "./http/createServer.js";
export { type ErrorCode, type FieldError, LatchkeyError } from "./library/LatchkeyError.js";
export type { ServerSessions, ServerSessionView } from "./library/ServerSessions.js";
export type { NewUser, ServerUsers, UserChanges, UserListQuery, UserPage } from "./library/ServerUsers.js";
export type { ApiDocument } from "./openapi/index.js";
export type { UserView } from "./services/account/index.js";
export type { AuditEvent, AuditEventName, OnEvent } from "./services/audit/index.js";
export type { FieldSchema, FieldSchemas } from "./services/fields/index.js";
export {
  type HookClient,
  type Hooks,
  Refusal,
  type RefusalOptions,
  type RegisteringUser,
} from "./services/hooks/index.js";
export type { AppPasswordPolicy, PasswordOwner } from "./services/password/index.js";
export { type AppLogger, silent } from "./utils/appLogger.js";

export interface Latchkey {
  /**
   * The routes below `/auth` and `/users`, for any path.
   *
   * @example
   * app.use("/api/v1", latchkey.router);
   */
  readonly router: Router;
  /**
   * Protects a route, or a whole router: sets `req.user` and `req.auth`, or answers 401.
   *
   * @example
   * app.get("/orders", latchkey.verifyJWT, (req, res) => {
   *   res.json({ orders: [], owner: req.user?.username });
   * });
   */
  readonly verifyJWT: RequestHandler;
  /**
   * Protects a route by role, after `verifyJWT`: answers 403 unless the user has one of the roles.
   *
   * @example
   * app.get("/admin", latchkey.verifyJWT, latchkey.requireRole("admin", "support"), (_req, res) => {
   *   res.json({ welcome: true });
   * });
   */
  requireRole(...roles: string[]): RequestHandler;
  /**
   * Accounts, for the code of your server.
   *
   * @example
   * const user = await latchkey.users.findByEmail("ada@example.com");
   */
  readonly users: ServerUsers;
  /**
   * Sessions, for the code of your server.
   *
   * @example
   * await latchkey.sessions.revokeAll(id);
   */
  readonly sessions: ServerSessions;
  /**
   * Answers the public keys for ES256, for services that use `latchkey/verifier`.
   *
   * @example
   * app.get("/.well-known/jwks.json", latchkey.jwks);
   */
  readonly jwks: RequestHandler;
  /**
   * Connects and migrates now instead of at the first request, so that a bad database stops the start.
   * Rejects when the database cannot be opened.
   *
   * @example
   * await latchkey.ready();
   */
  ready(): Promise<void>;
  /**
   * The metrics of this instance in the text format of Prometheus. Serve them where no stranger can read them.
   *
   * @example
   * const text = await latchkey.metrics();
   * text.includes("latchkey_refreshes_total"); // true
   */
  metrics(): Promise<string>;
  /**
   * The description of the API in OpenAPI 3.1, with the fields of your users: for documentation, and for programs that generate
   * clients from it.
   *
   * @example
   * app.get("/openapi.json", async (_req, res) => res.json(await latchkey.openApi()));
   */
  openApi(): Promise<ApiDocument>;
  /**
   * Finishes accepted work and closes the database.
   *
   * @example
   * await latchkey.close();
   */
  close(): Promise<void>;
}

/**
 * Creates Latchkey for your own Express 5 app. It reads no environment: all settings are in `options`.
 *
 * @throws ConfigError one line that names the option, the reason and how to fix it
 *
 * @example
 * const latchkey = createLatchkey({ databaseUrl: "sqlite:./data/app.db", accessTokenSecret, refreshTokenSecret });
 * app.use("/api/v1", latchkey.router);
 * app.get("/orders", latchkey.verifyJWT, (req, res) => res.json({ owner: req.user?.username }));
 */
export function createLatchkey(options: LatchkeyOptions = {}): Latchkey {
  const app = appOptionsFrom(options);
  const container = withJobs(createContainer(configFromOptions(options), { app, hashingThreads: true }));
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
    ...createServerCalls(container),
    jwks: createKeySet(container),
    ready: container.open,
    metrics: container.metrics.render,
    openApi: async () => {
      // Loaded on demand, because Jest cannot read a CommonJS module with `import.meta` in it.
      const { createAppDocument } = await import("./openapi/index.js");
      return createAppDocument(container.fields);
    },
    close: container.close,
  };
}

/** A host app that opens the store expects mail and cleanup to run, and starts nothing itself. */
function withJobs(container: Container): Container {
  const open = async () => {
    await container.open();
    container.jobs.start();
  };
  return { ...container, open };
}
