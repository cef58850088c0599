import cors, { type CorsOptions } from "cors";
import { type ErrorRequestHandler, type IRoute, type RequestHandler, Router } from "express";
import type { Container } from "./container.js";
import { createAuthController } from "./controllers/auth.controller.js";
import { createFactorsController } from "./controllers/factors.controller.js";
import { sendKeySet, sendRelatedOrigins } from "./controllers/ops.controller.js";
import { createPasskeysController } from "./controllers/passkeys.controller.js";
import { createProvidersController } from "./controllers/providers.controller.js";
import { createUsersController } from "./controllers/users.controller.js";
import { ApiResponse, sendEnvelope } from "./http/ApiResponse.js";
import { allowedOrigins } from "./http/originRule.js";
import { requestLanguage } from "./http/requestLanguage.js";
import { SessionTokens } from "./http/sessionTokens.js";
import { apiTranslate } from "./messages/api/index.js";
import { createVerifyJWT, type Identify } from "./middlewares/auth.middleware.js";
import { boundParsedBody, boundUnreadBody, formBody, jsonBody } from "./middlewares/body.middleware.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { createIdentifyOrNull } from "./middlewares/identifyOrNull.js";
import { observe } from "./middlewares/observe.middleware.js";
import { logRefusedPreflights } from "./middlewares/refusedPreflight.middleware.js";
import {
  csrf,
  readCookies,
  refuseExpectations,
  requestContext,
  storeReady,
} from "./middlewares/requestContext.middleware.js";
import {
  limitRequests,
  methodNotAllowed,
  notFound,
  readQuery,
  unlessFlow,
  validate,
} from "./middlewares/route.middleware.js";
import { spreadSignIns } from "./middlewares/spreadSignIns.middleware.js";
import { authRoutes } from "./routes/auth.routes.js";
import { factorsRoutes } from "./routes/factors.routes.js";
import { passkeyRoutes, passkeySignInRoutes } from "./routes/passkeys.routes.js";
import { identityRoutes, providerRoutes } from "./routes/providers.routes.js";
import type { Route } from "./routes/Route.js";
import { usersRoutes } from "./routes/users.routes.js";
import { createAuthSchemas } from "./schemas/auth.schema.js";
import { createPasskeySchemas } from "./schemas/passkeys.schema.js";
import { createProviderSchemas, createReadProfile } from "./schemas/providers.schema.js";
import { activityQuerySchema, createUsersSchemas } from "./schemas/users.schema.js";
import { nameOf } from "./utils/errorFacts.js";

/**
 * /auth and /users. It touches no other path, so it may be mounted anywhere in another app, beside its middleware. Unknown paths
 * below the two are the app's as well; the server has none of its own there (`ownsPaths`), and answers them with 404.
 */
export function createRouter(
  container: Container,
  identify: Identify,
  { ownsPaths = false }: { ownsPaths?: boolean } = {},
): Router {
  const verifyJWT = createVerifyJWT(identify);
  const identifyOrNull = createIdentifyOrNull(identify, container.logger);
  const sessionTokens = new SessionTokens(container);
  const auth = createAuthController({ ...container, sessionTokens, identifyOrNull });
  const passkeys = createPasskeysController({ ...container, sessionTokens, identify });
  const readProfile = createReadProfile(container.config);
  const providers = createProvidersController({ ...container, sessionTokens, identify, readProfile });
  const users = createUsersController({ ...container, readActivityQuery: readQuery(activityQuerySchema) });
  const factors = createFactorsController({ ...container, sessionTokens });
  const usersSchemas = createUsersSchemas(container.fields, container.config);
  const passkeySchemas = createPasskeySchemas(container.fields, container.config);
  const providerSchemas = createProviderSchemas(container.fields, container.config);
  const schemas = createAuthSchemas(container.passwordPolicy, container.fields, container.config);

  const before = beforeEveryRoute(container);
  const beforeArrivals = beforeEveryArrival(container);
  const onError = errorHandler(container.logger);
  const toRouter = (base: "/auth" | "/users", routes: readonly Route[]) => {
    const router = Router();
    const first = observe(container, base);
    for (const [path, ofPath] of byPath(routes)) {
      // In the route, for any spelling of its path that Express takes, such as /Login.
      const spread = ofPath.some(({ id }) => id === "login") ? [spreadSignIns()] : [];
      const isArrival = ofPath.some(({ success }) => success.location !== undefined);
      const steps = isArrival ? beforeArrivals : before;
      const route = router.route(path.slice(base.length)).all(first, ...spread, steps);
      addSteps(route, ofPath, { verifyJWT, limits: container.limits }).all(onError);
    }
    router.use(skipUndecodable);
    return ownsPaths ? router.use(first, before, notFound, onError) : router;
  };
  return Router()
    .use(
      "/auth",
      toRouter("/auth", [
        ...authRoutes(auth, schemas),
        ...passkeySignInRoutes(passkeys, passkeySchemas),
        ...providerRoutes(providers, providerSchemas),
      ]),
    )
    .use(
      "/users",
      toRouter("/users", [
        ...usersRoutes(users, usersSchemas),
        ...factorsRoutes(factors),
        ...passkeyRoutes(passkeys, passkeySchemas),
        ...identityRoutes(providers, providerSchemas),
      ]),
    );
}

/** Express throws at a path that cannot be decoded. Such a path is unknown, so it goes on to what is mounted after these. */
const skipUndecodable: ErrorRequestHandler = (error, _req, res, next) => {
  next(nameOf(error) === "URIError" && !res.headersSent ? undefined : error);
};

/**
 * What each request of a route passes, in this order. In a router of its own, at whose end Express waits for the event loop: so requests that
 * have arrived together are answered together, which costs less CPU than one by one.
 */
function beforeEveryRoute({ config, logger, assertOriginAllowed, trustsOrigin, open }: Container): Router {
  const context = requestContext(config);
  return Router().use(
    boundUnreadBody,
    context,
    refuseExpectations(context),
    logRefusedPreflights(logger),
    ...crossOrigin({ config, trustsOrigin }),
    readCookies,
    csrf(assertOriginAllowed),
    storeReady(open),
    boundParsedBody,
    ...jsonBody,
  );
}

/**
 * The same where another site sends the browser: it reads no cookie and changes nothing, so any origin may, with a query or a form.
 */
function beforeEveryArrival({ config }: Container): Router {
  const context = requestContext(config);
  return Router().use(boundUnreadBody, context, refuseExpectations(context), boundParsedBody, formBody);
}

/** Preflights are answered before anything asks for a token. Without CORS_ORIGIN or the app's word no other origin may read a response. */
function crossOrigin({ config, trustsOrigin }: Pick<Container, "config" | "trustsOrigin">): RequestHandler[] {
  const options: CorsOptions = {
    origin: [...config.corsOrigins],
    credentials: true,
    exposedHeaders: ["Retry-After", "X-Request-Id", "WWW-Authenticate", "X-Access-Token-Expires-In"],
    maxAge: 600,
  };
  if (trustsOrigin === null) return config.corsOrigins.length === 0 ? [] : [cors(options)];
  const allowed = allowedOrigins(config);
  return [
    cors(({ headers: { origin } }, done) => {
      const isTrusted = origin !== undefined && !allowed.has(origin) && trustsOrigin(origin);
      done(null, isTrusted ? { ...options, origin: [...config.corsOrigins, origin] } : options);
    }),
  ];
}

interface RouteDeps {
  readonly verifyJWT: RequestHandler;
  readonly limits: Container["limits"];
}

/** Adds a table to an app. */
export function addRoutes(app: Pick<Router, "route">, routes: readonly Route[], deps: RouteDeps): void {
  for (const [path, ofPath] of byPath(routes)) addSteps(app.route<string>(path), ofPath, deps);
}

/** The routes of each path, in the order of the table. */
function byPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  return new Map(routes.map(({ path }) => [path, routes.filter((one) => one.path === path)]));
}

/** Every other method is 405 with `Allow`. */
function addSteps(route: IRoute, ofPath: readonly Route[], deps: RouteDeps): IRoute {
  for (const one of ofPath) {
    const method = one.method.toLowerCase() as Lowercase<Route["method"]>;
    route[method](...stepsOf(one, deps));
  }
  return route.all(methodNotAllowed(...ofPath.map(({ method }) => method)));
}

type Step = RequestHandler<Record<string, string>>;

/** The limit by address first, then who is asking, then what is asked, then the controller. */
function stepsOf(one: Route, { verifyJWT, limits }: RouteDeps): Step[] {
  return [
    ...(one.limit ? [limitRequests(limits, one.limit)] : []),
    ...(one.auth === "accessToken" ? [verifyJWT] : []),
    ...(one.auth === "accessTokenOrFlow" ? [unlessFlow(verifyJWT)] : []),
    ...(one.body ? [validate(one.body.schema)] : []),
    handle(one),
  ];
}

function handle({ handler, success: { status, message, messageFor, isBare, location } }: Route): Step {
  return async (req, res) => {
    const data = await handler(req, res);
    if (isBare || location !== undefined) return;
    const text = apiTranslate(requestLanguage(req))(messageFor?.(req.body, data) ?? message);
    sendEnvelope(res, new ApiResponse(status, data, text));
  };
}

/** Sends the key set at whatever path of another app it is mounted: the path belongs to the root, which is that app's. */
export function createKeySet(container: Container): RequestHandler {
  return atRoot(container, storeReady(container.open), (_req, res) => sendKeySet(container, res));
}

/** The same for the origins that may use the passkeys. */
export function createRelatedOrigins(container: Container): RequestHandler {
  return atRoot(container, (_req, res) => sendRelatedOrigins(container, res));
}

function atRoot(container: Container, ...steps: readonly RequestHandler[]): RequestHandler {
  const first = [observe(container, ""), boundUnreadBody, requestContext(container.config)];
  return Router().use(...first, ...steps, errorHandler(container.logger));
}
