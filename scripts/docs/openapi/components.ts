import { extendZodWithOpenApi, type OpenAPIRegistry, type ResponseConfig } from "@asteasolutions/zod-to-openapi";
import { z } from "zod";
import type { TerminationReason } from "../../../src/services/session/index.js";
import { ERRORS, type ErrorCode } from "../../../src/utils/errorCodes.js";
import type { FailureExtras } from "../../../src/utils/failureExtras.js";

extendZodWithOpenApi(z);

const HEADERS = {
  "X-Request-Id": {
    description: "Names the request in the log. A client's own id is kept if it is safe to log.",
    example: "3f2b8c1e-5d4a-4e6f-9a7b-1c2d3e4f5a6b",
  },
  "Set-Cookie": {
    description: "HttpOnly, SameSite, Path=/; on https with Secure and the prefix `__Host-`. One header per cookie.",
    example: "accessToken=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=900",
  },
  "X-Access-Token-Expires-In": {
    description: "Seconds until the new access token expires, for browsers, whose scripts never see it.",
    example: "900",
  },
  "WWW-Authenticate": {
    description: "RFC 6750. `error` only if a token was sent.",
    example: 'Bearer error="invalid_token"',
  },
  "Retry-After": { description: "Seconds to wait before the next attempt.", example: "2" },
  "Cache-Control": { description: "Anybody may cache the response for a while.", example: "public, max-age=600" },
  ETag: { description: "Names this content, for `If-None-Match`.", example: '"q1w2e3r4t5"' },
  Location: { description: "Where the browser goes.", example: "https://auth.example.com/sign-in/continue#…" },
  Allow: { description: "The methods of this path.", example: "GET, HEAD, OPTIONS" },
} as const;

const HEADER_OF_STATUS: Record<number, keyof typeof HEADERS> = {
  401: "WWW-Authenticate",
  405: "Allow",
  429: "Retry-After",
  503: "Retry-After",
};

/** References to the headers of a response with this status, and to `more` of them. */
export function headersOf(status: number, more: readonly (keyof typeof HEADERS)[] = []) {
  const ofStatus = HEADER_OF_STATUS[status];
  const names = ["X-Request-Id", ...more, ...(ofStatus === undefined ? [] : [ofStatus])];
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

// A record, so that the compiler asks for every reason.
const REASONS: Record<TerminationReason, true> = {
  logout: true,
  replaced: true,
  revoked: true,
  reuse: true,
  fork: true,
  guessing: true,
  "logout-all": true,
  "password-change": true,
  "password-reset": true,
  disabled: true,
  "factor-change": true,
  deleted: true,
  idle: true,
  lifetime: true,
  unknown: true,
};

const maybeText = z.string().nullable();

/** What stands beside `code` with some codes. A record, so that the compiler asks for every field. */
const EXTRAS: { readonly [Name in keyof FailureExtras]-?: z.ZodType<FailureExtras[Name]> } = {
  challenge: z
    .object({
      flow: z.string().meta({ description: "Goes back with the answer. It opens nothing by itself." }),
      methods: z.array(z.enum(["totp", "recovery-code", "passkey"])),
      expiresAt: z.int().meta({ description: "Epoch milliseconds." }),
    })
    .meta({
      id: "Challenge",
      description: "The step that is missing; with SECOND_FACTOR_REQUIRED and ENROLMENT_REQUIRED.",
    })
    .optional(),
  registration: z
    .object({
      fullName: maybeText,
      username: maybeText,
      createdAt: z.int().meta({ description: "Epoch milliseconds." }),
      userAgent: maybeText,
      ip: maybeText,
    })
    .meta({
      id: "RegistrationFacts",
      description: "Who registered the account, when and from where; with REGISTRATION_UNCONFIRMED.",
    })
    .optional(),
  flow: z
    .string()
    .meta({ description: "Goes back with the next step; with REGISTRATION_NEEDED and IDENTITY_NOT_LINKED." })
    .optional(),
  suggestion: z
    .object({ username: maybeText, fullName: maybeText, email: maybeText })
    .meta({
      id: "RegistrationSuggestion",
      description: "What the provider says about somebody without an account; with REGISTRATION_NEEDED.",
    })
    .optional(),
  returnTo: z
    .string()
    .meta({ description: "Where the page goes after the next step; with failures of POST /auth/providers/finish." })
    .optional(),
};

const CODES = Object.keys(ERRORS) as ErrorCode[];

const failure = z.object({
  statusCode: z.int(),
  data: z.null(),
  message: z.string().meta({ description: "For people. It may change." }),
  success: z.literal(false),
  code: z.enum(CODES).meta({ description: "For programs. It does not change." }),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .meta({ description: "Every field that failed; empty if no field is the reason." }),
  reason: z
    .enum(Object.keys(REASONS))
    .optional()
    .meta({ description: "Why the session ended; with REFRESH_TOKEN_REUSED, SESSION_REVOKED and SESSION_EXPIRED." }),
  ...EXTRAS,
});

/** What an example shows beside the code. */
const DETAILS: Partial<Record<ErrorCode, object>> = {
  VALIDATION_FAILED: {
    errors: [{ path: "email", message: "One plain email address is required, such as ada@example.com." }],
  },
  USER_EXISTS: { errors: [{ path: "username", message: "This username is taken. Choose another one." }] },
  REFRESH_TOKEN_REUSED: { reason: "reuse" },
  SESSION_REVOKED: { reason: "logout-all" },
  SESSION_EXPIRED: { reason: "idle" },
  REGISTRATION_NEEDED: {
    flow: "AbY3kPq0…",
    suggestion: { username: null, fullName: "Ada Lovelace", email: "ada@example.com" },
    returnTo: "/orders",
  },
  IDENTITY_NOT_LINKED: { flow: "AbY3kPq0…" },
  REGISTRATION_UNCONFIRMED: {
    registration: {
      fullName: "Ada Lovelace",
      username: "ada",
      createdAt: 1_767_225_600_000,
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      ip: "192.0.2.7",
    },
  },
};

/** The headers, the failure envelope, a response and an example of each error code, and the ways to authenticate. */
export function registerComponents(registry: OpenAPIRegistry): void {
  for (const [name, { description, example }] of Object.entries(HEADERS)) {
    registry.registerComponent("headers", name, { description, schema: { type: "string", examples: [example] } });
  }
  registry.register("Failure", failure);
  for (const code of CODES) {
    const { status: statusCode, message, fix } = ERRORS[code];
    const value = { statusCode, data: null, message, success: false, code, errors: [], ...DETAILS[code] };
    registry.registerComponent("examples", code, { summary: message, value });
    registry.registerComponent("responses", code, {
      description: `${message} ${fix}`,
      headers: headersOf(statusCode),
      content: failureContent([code]),
    });
  }
  registry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
    description: "The access token.",
  });
  for (const [scheme, name, token] of [
    ["accessCookie", "accessToken", "access"],
    ["refreshCookie", "refreshToken", "refresh"],
  ] as const) {
    const description = `The ${token} token. On https its name is \`__Host-${name}\`.`;
    registry.registerComponent("securitySchemes", scheme, { type: "apiKey", in: "cookie", name, description });
  }
}

/** The responses of an operation that may fail with these codes, by status. */
export function failureResponses(codes: readonly ErrorCode[]): Record<string, ResponseConfig | { $ref: string }> {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [status, failureResponse(codes.filter((code) => ERRORS[code].status === status))]),
  );
}

function failureResponse(codes: readonly ErrorCode[]): ResponseConfig | { $ref: string } {
  const [first, ...others] = codes;
  if (first === undefined) throw new Error("A failure has a code.");
  if (others.length === 0) return { $ref: `#/components/responses/${first}` };
  return {
    description: codes.map((code) => `- \`${code}\`: ${ERRORS[code].message}`).join("\n"),
    headers: headersOf(ERRORS[first].status),
    content: failureContent(codes),
  };
}

function failureContent(codes: readonly ErrorCode[]) {
  return {
    "application/json": {
      schema: {
        allOf: [
          { $ref: "#/components/schemas/Failure" },
          { type: "object" as const, properties: { code: { enum: [...codes] } } },
        ],
      },
      examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
    },
  };
}
