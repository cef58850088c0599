import type { RequestHandler, Router } from "express";
import "./@types/express.js";
import { appOptionsFrom, configFromOptions, type LatchkeyOptions } from "./config/index.js";
import { type Container, createContainer } from "./container.js";
import { type Authenticated, createAuthenticate } from "./library/authenticate.js";
import { createServerCalls } from "./library/createServerCalls.js";
import type { AuthenticatableRequest } from "./library/credentialsOf.js";
import type { ServerSessions } from "./library/ServerSessions.js";
import type { ServerUsers } from "./library/ServerUsers.js";
import { withTestAccess } from "./library/testAccess.js";
import { assertAssured, assertRole, createIdentify, setIdentity } from "./middlewares/auth.middleware.js";
import { answeringErrors } from "./middlewares/error.middleware.js";
import { createIdentifyOrNull, opensPage } from "./middlewares/identifyOrNull.js";
import { readCookies } from "./middlewares/requestContext.middleware.js";
import type { ApiDocument } from "./openapi/index.js";
import { createKeySet, createRelatedOrigins, createRouter } from "./router.js";
import { parseDuration } from "./utils/duration.js";
import { once } from "./utils/once.js";

export type { RequestAuth } from "./@types/express.js";
export type * from "./@types/MongooseConnection.js";
export type * from "./@types/PostgresPool.js";
export type * from "./@types/UserFields.js";
export {
  type AppleOptions,
  apple,
  ConfigError,
  type GithubOptions,
  type GoogleOptions,
  github,
  google,
  type LatchkeyOptions,
  type MicrosoftOptions,
  microsoft,
  type OidcOptions,
  oidc,
  type ProviderOption,
} from "./config/index.js";
export { createServer } from "./http/createServer.js";
export type { Authenticated } from "./library/authenticate.js";
export type { AuthenticatableRequest } from "./library/credentialsOf.js";
export { type ErrorCode, type FieldError, LatchkeyError } from "./library/LatchkeyError.js";
export type { ServerSessions, ServerSessionView } from "./library/ServerSessions.js";
export type { NewUser, ServerUsers, UserChanges, UserListQuery, UserPage } from "./library/ServerUsers.js";
export type { ApiDocument } from "./openapi/index.js";
export type { UserView } from "./services/account/index.js";
export type { AuditEvent, AuditEventName, OnEvent } from "./services/audit/index.js";
export type {
  LinkMail,
  MailKind,
  Mails,
  MailText,
  MailTexts,
  NoticeMail,
  OutgoingMail,
  SendMail,
} from "./services/email/index.js";
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
   * The pages to register, sign in and manage an account, at the root or under `pagesPath`. Links in mail lead to them.
   *
   * @example
   * app.use(latchkey.pages);
   */
  readonly pages: RequestHandler;
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
   * For routes that everybody may use: sets `req.user` and `req.auth` if there is a valid token, and lets every other request pass
   * without. Only an expired access token answers 401 ACCESS_TOKEN_EXPIRED, so that the client refreshes it and asks again,
   * unless a browser opens a page. An outage answers 503.
   *
   * @example
   * app.get("/articles", latchkey.optionalJWT, (req, res) => {
   *   res.json({ articles: [], reader: req.user?.username ?? null });
   * });
   */
  readonly optionalJWT: RequestHandler;
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
   * Protects a route by how surely the user is known, after `verifyJWT`: level 2 takes two different factors. Answers 401
   * REAUTHENTICATION_REQUIRED, with a header that says what is missing (RFC 9470).
   *
   * @example
   * app.post("/payouts", latchkey.verifyJWT, latchkey.requireLevel(2), (_req, res) => res.status(202).end());
   */
  requireLevel(level: 1 | 2): RequestHandler;
  /**
   * The same for a proof that is young enough, such as `"10m"` (without one the setting `freshness`): the user has signed in, or
   * confirmed by `POST /auth/reauthenticate`, that long ago at most. At level 2 only a second factor counts.
   * Throws a TypeError for what is no duration.
   *
   * @example
   * app.delete("/shop", latchkey.verifyJWT, latchkey.requireFresh("10m"), (_req, res) => res.status(204).end());
   */
  requireFresh(maxAge?: string, options?: { level?: 1 | 2 }): RequestHandler;
  /**
   * Who sends a request, where no Express middleware runs: in server components, in tRPC, before a WebSocket is opened. The rules are
   * those of `verifyJWT`. `null` for nobody: no token, or one that is invalid or expired, or whose session has ended, or a cookie from a
   * page that is not allowed. Rejects with a {@link LatchkeyError} in an outage.
   *
   * @example
   * const request = new Request("https://example.com/orders", { headers: { Authorization: `Bearer ${accessToken}` } });
   * const authenticated = await latchkey.authenticate(request);
   * authenticated?.user.username; // "ada"
   */
  authenticate(request: AuthenticatableRequest): Promise<Authenticated | null>;
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
   * Answers the other origins that may use the passkeys: the option `passkeyOrigins`. Browsers read it at the root of `passkeyRpId`.
   *
   * @example
   * app.get("/.well-known/webauthn", latchkey.relatedOrigins);
   */
  readonly relatedOrigins: RequestHandler;
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
   * Finishes accepted work and closes the database, but not a `connection` of yours.
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
  const identifyOrNull = createIdentifyOrNull(identify, logger);
  const latchkey: Latchkey = {
    router: createRouter(container, identify),
    pages: createPages(container, app.apiPath),
    verifyJWT: answeringErrors(logger, async (req, res) => {
      await container.open();
      readCookies(req, res, () => undefined);
      setIdentity(req, await identify(req));
    }),
    optionalJWT: answeringErrors(logger, async (req, res) => {
      await container.open();
      readCookies(req, res, () => undefined);
      const identity = await identifyOrNull(req, { refuseExpired: !opensPage(req) });
      if (identity !== null) setIdentity(req, identity);
    }),
    requireRole: (...roles) => answeringErrors(logger, async (req) => assertRole(req, roles)),
    requireLevel(level) {
      const required = { level, maxAge: container.config.freshness, isFreshnessAsked: false };
      return answeringErrors(logger, async (req) => assertAssured(req, container.clock, required));
    },
    requireFresh(maxAge, { level = 1 } = {}) {
      const age = maxAge === undefined ? container.config.freshness : ageOf(maxAge);
      const required = { level, maxAge: age, isFreshnessAsked: true };
      return answeringErrors(logger, async (req) => assertAssured(req, container.clock, required));
    },
    ...createServerCalls(container),
    authenticate: createAuthenticate({ open: container.open, identifyOrNull }),
    jwks: createKeySet(container),
    relatedOrigins: createRelatedOrigins(container),
    ready: container.open,
    metrics: container.metrics.render,
    openApi: async () => {
      // Loaded on demand, because Jest cannot read a CommonJS module with `import.meta` in it.
      const { createAppDocument } = await import("./openapi/index.js");
      return createAppDocument(container.fields, container.config);
    },
    close: container.close,
  };
  return withTestAccess(latchkey, container);
}

function ageOf(text: string): number {
  const age = parseDuration(text);
  if (age === null) throw new TypeError(`requireFresh takes a duration such as "10m", not ${JSON.stringify(text)}.`);
  return age;
}

/**
 * Loaded on demand, because Jest cannot read a CommonJS module with `import.meta` in it, and a bundle has no files. There the app
 * must do without pages.
 */
function createPages(container: Container, apiPath: string | undefined): RequestHandler {
  const passAll: RequestHandler = (_req, _res, next) => next();
  const load = async () => (await import("./library/createLibraryPages.js")).createLibraryPages(container, apiPath);
  const loaded = once(() =>
    load().then(undefined, (error: unknown) => {
      container.logger.error({ err: error }, "latchkey.pages: there are no pages, so links in mail lead nowhere.");
      return passAll;
    }),
  );
  return async (req, res, next) => (await loaded())(req, res, next);
}

/** A host app that opens the store expects mail and cleanup to run, and starts nothing itself. */
function withJobs(container: Container): Container {
  const open = async () => {
    await container.open();
    container.jobs.start();
  };
  return { ...container, open };
}
