import type { OpenAPIRegistry, ResponseConfig } from "@asteasolutions/zod-to-openapi";
import { ERRORS, type ErrorCode } from "../../../src/utils/errorCodes.js";
import { END_CAUSES } from "./endCauses.js";
import { headersOf } from "./headers.js";
import { z } from "./zod.js";

const CODES = Object.keys(ERRORS) as ErrorCode[];

const failure = z.object({
  statusCode: z.int(),
  data: z.null(),
  message: z.string().meta({ description: "For people. It may change." }),
  success: z.literal(false),
  code: z.enum(CODES).meta({ description: "For programs. It stays." }),
  errors: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .meta({ description: "Every field that failed; empty where none is to blame." }),
  reason: z
    .enum(END_CAUSES)
    .optional()
    .meta({ description: "Why the session ended; with REFRESH_TOKEN_REUSED, SESSION_REVOKED and SESSION_EXPIRED." }),
});

/** What an example shows beside the code. */
const DETAILS: Partial<Record<ErrorCode, object>> = {
  VALIDATION_FAILED: {
    errors: [{ path: "email", message: "Enter one email address, such as ada@example.com." }],
  },
  USER_EXISTS: { errors: [{ path: "username", message: "This username is taken. Choose another one." }] },
  REFRESH_TOKEN_REUSED: { reason: "reuse" },
  SESSION_REVOKED: { reason: "logout-all" },
  SESSION_EXPIRED: { reason: "idle" },
};

/** The failure envelope, and an answer of each code of the table under its name. */
export function registerFailures(registry: OpenAPIRegistry): void {
  registry.register("Failure", failure);
  for (const code of CODES) {
    const { status, message, cure } = ERRORS[code];
    registry.registerComponent("examples", code, { summary: message, value: exampleOf(code) });
    registry.registerComponent("responses", code, {
      description: `${message} ${cure}`,
      headers: headersOf(status),
      content: contentOf([code]),
    });
  }
}

/** The answers of an operation that may fail with these codes, by status. */
export function failureResponses(codes: readonly ErrorCode[]): Record<string, ResponseConfig | { $ref: string }> {
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))];
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      responseOf(
        status,
        codes.filter((code) => ERRORS[code].status === status),
      ),
    ]),
  );
}

function responseOf(status: number, codes: readonly ErrorCode[]): ResponseConfig | { $ref: string } {
  const [only, ...others] = codes;
  if (only !== undefined && others.length === 0) return { $ref: `#/components/responses/${only}` };
  return {
    description: codes.map((code) => `- \`${code}\`: ${ERRORS[code].message}`).join("\n"),
    headers: headersOf(status),
    content: contentOf(codes),
  };
}

function contentOf(codes: readonly ErrorCode[]) {
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

function exampleOf(code: ErrorCode): object {
  const { status: statusCode, message } = ERRORS[code];
  return { statusCode, data: null, message, success: false, code, errors: [], ...DETAILS[code] };
}
