import { readFileSync } from "node:fs";
import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { accountOperations } from "./openapi/accountOperations.js";
import { emailOperations } from "./openapi/emailOperations.js";
import { registerFailures } from "./openapi/failures.js";
import { registerHeaders } from "./openapi/headers.js";
import { healthOperations } from "./openapi/healthOperations.js";
import { keyOperations } from "./openapi/keyOperations.js";
import { type Operation, toRoute } from "./openapi/Operation.js";
import { passwordOperations } from "./openapi/passwordOperations.js";
import { nameSchemas } from "./openapi/requests.js";
import { sessionOperations } from "./openapi/sessionOperations.js";

const DESCRIPTION = `Sessions that survive many tabs, lost responses and crashes, and die when a token is stolen.

- Bodies are JSON objects in UTF-8, at most 16 KiB. Unknown keys are ignored. In a field that is not required \`""\` and \`null\` count as absent; only \`avatarUrl: null\` of the settings removes the picture.
- Every success but the key set is \`{ statusCode, data, message, success: true }\`, every failure \`{ statusCode, data: null, message, success: false, code, errors }\`. Switch on \`code\`.
- Every answer but the key set is \`Cache-Control: no-store\`, and every one carries \`X-Request-Id\`.
- A path that is not here answers 404 NOT_FOUND, another method of a path 405 METHOD_NOT_ALLOWED with \`Allow\`. HEAD goes wherever GET does. 403 FORBIDDEN is for routes of an app that ask for a role.
- \`Authorization\` beats a cookie; a token in the body beats a cookie.`;

const TAGS: { name: Operation["tag"]; description: string }[] = [
  { name: "Accounts", description: "Making and deleting an account." },
  { name: "Sessions", description: "Signing in, staying signed in, signing out." },
  { name: "Passwords", description: "Choosing, changing and resetting a password." },
  { name: "E-mail", description: "Proving and changing the e-mail address." },
  { name: "Profile", description: "What is stored about the user." },
  { name: "Keys", description: "For services that check access tokens themselves." },
  { name: "Health", description: "For operators." },
];

/** openapi.json: every path, from the schemas that validate it and the table of failures. */
export function renderOpenApiDocument(): string {
  const registry = new OpenAPIRegistry();
  registerSecuritySchemes(registry);
  registerHeaders(registry);
  registerFailures(registry);
  const schemas = nameSchemas();
  const operations = [
    ...accountOperations(schemas),
    ...sessionOperations(schemas),
    ...passwordOperations(schemas),
    ...emailOperations(schemas),
    ...keyOperations,
    ...healthOperations,
  ];
  for (const operation of operations) registry.registerPath(toRoute(operation));

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
  return `${JSON.stringify(document, null, 2)}\n`;
}

function registerSecuritySchemes(registry: OpenAPIRegistry): void {
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token.",
  });
  const onHttps = "On https its name is";
  registry.registerComponent("securitySchemes", "accessCookie", {
    type: "apiKey",
    in: "cookie",
    name: "accessToken",
    description: `The access token. ${onHttps} \`__Host-accessToken\`.`,
  });
  registry.registerComponent("securitySchemes", "refreshCookie", {
    type: "apiKey",
    in: "cookie",
    name: "refreshToken",
    description: `The refresh token. ${onHttps} \`__Host-refreshToken\`.`,
  });
}

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  return version;
}
