import { authRoutes } from "../../../src/routes/auth.routes.js";
import { factorsRoutes } from "../../../src/routes/factors.routes.js";
import { opsRoutes } from "../../../src/routes/ops.routes.js";
import { passkeyRoutes, passkeySignInRoutes } from "../../../src/routes/passkeys.routes.js";
import { identityRoutes, providerRoutes } from "../../../src/routes/providers.routes.js";
import type { Route } from "../../../src/routes/Route.js";
import { usersRoutes } from "../../../src/routes/users.routes.js";
import { createAuthSchemas } from "../../../src/schemas/auth.schema.js";
import { createPasskeySchemas } from "../../../src/schemas/passkeys.schema.js";
import { createProviderSchemas } from "../../../src/schemas/providers.schema.js";
import { createUsersSchemas } from "../../../src/schemas/users.schema.js";

/** Nothing is called: the controllers are missing, and no password is judged. */
const NO_CONTROLLER = {} as never;
/** As the settings are by default. */
const names = { username: "required", fullName: "required" } as const;
const passkeySchemas = createPasskeySchemas(null, names);
const providerSchemas = createProviderSchemas(null, names);
const schemas = createAuthSchemas({ unmet: () => [] }, null, names);

/** Every route of the server with its whole path: `/api/v1/auth/sessions/:id`. */
export const describedRoutes: readonly Route[] = [
  ...belowApi(authRoutes(NO_CONTROLLER, schemas)),
  ...belowApi(passkeySignInRoutes(NO_CONTROLLER, passkeySchemas)),
  ...belowApi(providerRoutes(NO_CONTROLLER, providerSchemas)),
  ...belowApi(usersRoutes(NO_CONTROLLER, createUsersSchemas(null, names))),
  ...belowApi(factorsRoutes(NO_CONTROLLER)),
  ...belowApi(passkeyRoutes(NO_CONTROLLER, passkeySchemas)),
  ...belowApi(identityRoutes(NO_CONTROLLER, providerSchemas)),
  ...opsRoutes(NO_CONTROLLER),
];

function belowApi(routes: readonly Route[]): Route[] {
  return routes.map((route) => ({ ...route, path: `/api/v1${route.path}` }));
}
