import { describedRoutes } from "../../../scripts/docs/openapi/describedRoutes.js";

const SESSION_ID = "018f0000-0000-7000-8000-000000000000";

/** They respond from what the process knows. The challenge for a passkey of nobody in particular is sealed, not stored. */
const WITHOUT_STORE = [
  "passwordPolicy",
  "live",
  "keySet",
  "relatedOrigins",
  "passkeyOptions",
  "providers",
  "providerCallback",
  "providerCallbackForm",
];

/** Every route of the server, with a path that can be requested. */
export const ROUTES = describedRoutes.map(({ id, method, path }) => ({
  name: `${method} ${path}`,
  method,
  path: path.replace(":id", SESSION_ID).replace(":name", "example"),
  usesStore: !WITHOUT_STORE.includes(id),
}));
