import { readFileSync } from "node:fs";
import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import { en } from "../../src/messages/api/en.js";
import { responses } from "../../src/openapi/responses.js";
import type { Route } from "../../src/routes/Route.js";
import type { ErrorCode } from "../../src/utils/errorCodes.js";
import { failureResponses, headersOf, registerComponents } from "./openapi/components.js";
import { describedRoutes } from "./openapi/describedRoutes.js";
import { EXAMPLES } from "./openapi/examples.js";

const DESCRIPTION = `Sessions that survive many tabs, lost responses and crashes, and die when a token is stolen.

- Bodies are JSON objects in UTF-8, at most 16 KiB. Unknown keys are ignored. In an optional field \`""\` and \`null\` count as absent; only \`avatarUrl: null\` of the settings removes the picture.
- Every success except the key set is \`{ statusCode, data, message, success: true }\`, every failure \`{ statusCode, data: null, message, success: false, code, errors }\`. Switch on \`code\`: messages are in the language of \`?lang=\`, of the user, or of \`Accept-Language\`.
- Every response except the key set is \`Cache-Control: no-store\`, and all of them carry \`X-Request-Id\`.
- An unknown path is 404 NOT_FOUND, another method of a known path 405 METHOD_NOT_ALLOWED with \`Allow\`. HEAD works wherever GET does. 403 FORBIDDEN is for routes of an app that require a role.
- \`Authorization\` beats a cookie; a token in the body beats a cookie.`;

const TAGS: { name: Route["tag"]; description: string }[] = [
  { name: "Accounts", description: "Creating and deleting an account." },
  { name: "Sessions", description: "Signing in, staying signed in, signing out." },
  { name: "Passwords", description: "Choosing, changing and resetting a password." },
  { name: "Passkeys", description: "Signing in without a password, and the passkeys of an account." },
  { name: "Providers", description: "Signing in with an account at a provider, and the linked accounts." },
  { name: "Second factors", description: "Setting up and removing an authenticator app; recovery codes." },
  { name: "Email", description: "Verifying and changing the email address." },
  { name: "Profile", description: "What is stored about the user." },
  { name: "Keys", description: "For services that check access tokens themselves." },
  { name: "Health", description: "For operators." },
];

/** What proves who is asking. Several: one is enough. An empty one: the token may be in the body. */
const SECURITY: Record<Route["auth"], Record<string, string[]>[]> = {
  none: [],
  accessToken: [{ bearer: [] }, { accessCookie: [] }],
  refreshToken: [{ refreshCookie: [] }, {}],
  accessTokenOrFlow: [{ bearer: [] }, { accessCookie: [] }, {}],
  accessTokenToLink: [{ bearer: [] }, { accessCookie: [] }, {}],
  accessOrRefreshToken: [{ bearer: [] }, { accessCookie: [] }, { refreshCookie: [] }, {}],
};

const TAKES_ACCESS_TOKEN: ReadonlySet<Route["auth"]> = new Set([
  "accessToken",
  "accessTokenOrFlow",
  "accessTokenToLink",
]);

/** The names of the bodies as schemas. In the client's types they are interfaces. */
const BODY_NAMES: Record<string, string> = { refreshToken: "RefreshBody", changeSettings: "SettingsBody" };

const LOCALE = {
  type: ["string", "null"],
  maxLength: 35,
  examples: ["de-AT"],
  description:
    "The language of the user as a BCP 47 tag, for emails and messages. Absent at registration: that of the request. `null` in the settings removes it.",
};

let rendered: string | undefined;

/** openapi.json: made from the table of routes, the schemas and the table of error codes. */
export function renderOpenApiDocument(): string {
  // A name is given to a schema once a process.
  rendered ??= render();
  return rendered;
}

function render(): string {
  const registry = new OpenAPIRegistry();
  registerComponents(registry);
  for (const route of describedRoutes) registry.registerPath(toOperation(route));

  const generator = new OpenApiGeneratorV31(registry.definitions, { sortComponents: "alphabetically" });
  const { webhooks: _, ...document } = generator.generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Latchkey",
      version: versionOfPackage(),
      description: DESCRIPTION,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: TAGS,
  });
  describeLocale(document.components?.schemas);
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** No schema of zod has it: an app may declare a `locale` with rules of its own. */
function describeLocale(schemas: Record<string, object> = {}): void {
  for (const name of ["RegisterBody", "SettingsBody"]) {
    const properties: unknown = Reflect.get(schemas[name] ?? {}, "properties");
    if (typeof properties !== "object" || properties === null) throw new Error(`${name} has no properties.`);
    Object.assign(properties, { locale: LOCALE });
  }
}

function toOperation(route: Route): RouteConfig {
  const { id, tag, summary, description, auth } = route;
  return {
    method: route.method.toLowerCase() as Lowercase<Route["method"]>,
    path: route.path.replaceAll(/:(\w+)/g, "{$1}"),
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: SECURITY[auth],
    request: requestOf(route),
    responses: { ...successResponses(route), ...failureResponses(failuresOf(route)) },
  };
}

function requestOf({ id, body, query, params, idempotencyKey }: Route): NonNullable<RouteConfig["request"]> {
  const describe = (description: string) => z.string().meta({ description });
  const name = BODY_NAMES[id] ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}Body`;
  return {
    ...(query && { query }),
    ...(params && {
      params: z.object(Object.fromEntries(Object.entries(params).map(([key, text]) => [key, describe(text)]))),
    }),
    ...(idempotencyKey && {
      headers: z.object({
        "Idempotency-Key": z.string().max(255).optional().meta({ description: idempotencyKey }),
      }),
    }),
    ...(body && {
      body: {
        required: body.isOptional !== true,
        content: { "application/json": { schema: body.schema.meta({ id: name }), example: body.example } },
      },
    }),
  };
}

function successResponses({ success }: Route): RouteConfig["responses"] {
  const { status, data, isBare, location, setsCookies, givesTokens } = success;
  const message = en[success.message];
  if (location !== undefined) {
    return {
      [status]: { description: `${message} It leads to \`${location}\`.`, headers: headersOf(status, ["Location"]) },
    };
  }
  const headers = headersOf(status, [
    ...(setsCookies ? (["Set-Cookie"] as const) : []),
    ...(givesTokens ? (["X-Access-Token-Expires-In"] as const) : []),
    ...(isBare ? (["Cache-Control", "ETag"] as const) : []),
  ]);
  const [schema, example] = [responses[data], EXAMPLES[data]];
  if (isBare) {
    return {
      [status]: { description: message, headers, content: { "application/json": { schema, example } } },
      304: { description: "The content is the one that `If-None-Match` names.", headers },
    };
  }
  const envelope = {
    schema: z.object({ statusCode: z.literal(status), data: schema, message: z.string(), success: z.literal(true) }),
    example: { statusCode: status, data: example, message, success: true },
  };
  return { [status]: { description: message, headers, content: { "application/json": envelope } } };
}

function failuresOf({ method, path, auth, body, query, limit, success, failures = [] }: Route): ErrorCode[] {
  if (success.location !== undefined) return [...(method === "GET" ? [] : (["BODY_TOO_LARGE"] as const)), "INTERNAL"];
  const isApi = path.startsWith("/api/");
  const all: ErrorCode[] = [
    ...(isApi && method !== "GET"
      ? (["INVALID_JSON", "ORIGIN_NOT_ALLOWED", "BODY_TOO_LARGE", "UNSUPPORTED_MEDIA_TYPE"] as const)
      : []),
    ...(TAKES_ACCESS_TOKEN.has(auth)
      ? ([
          "ACCESS_TOKEN_MISSING",
          "ACCESS_TOKEN_INVALID",
          "ACCESS_TOKEN_EXPIRED",
          "SESSION_REVOKED",
          "SESSION_EXPIRED",
        ] as const)
      : []),
    ...(body || query ? (["VALIDATION_FAILED"] as const) : []),
    ...failures,
    ...(limit ? (["RATE_LIMITED"] as const) : []),
    ...(isApi ? (["INTERNAL", "STORE_UNAVAILABLE"] as const) : []),
  ];
  return all;
}

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  return version;
}
