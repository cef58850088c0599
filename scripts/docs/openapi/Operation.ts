import type { RouteConfig } from "@asteasolutions/zod-to-openapi";
import type { ZodObject, ZodType } from "zod";
import type { ErrorCode } from "../../../src/utils/errorCodes.js";
import { failureResponses } from "./failures.js";
import { headersOf } from "./headers.js";
import { z } from "./zod.js";

/** One method of one path, as the tables of operations say it. */
export interface Operation {
  readonly method: "get" | "post" | "patch" | "delete";
  readonly path: string;
  readonly id: string;
  readonly tag: "Accounts" | "Sessions" | "Passwords" | "E-mail" | "Profile" | "Keys" | "Health";
  readonly summary: string;
  readonly description?: string;
  readonly access: keyof typeof SECURITY;
  readonly body?: { readonly schema: ZodType; readonly example: object; readonly isOptional?: true };
  readonly query?: ZodObject;
  readonly params?: ZodObject;
  readonly headers?: ZodObject;
  readonly success: {
    readonly status: 200 | 201 | 202;
    readonly data: ZodType;
    readonly example: unknown;
    readonly message: string;
    readonly setsCookies?: boolean;
    readonly givesTokens?: boolean;
    /** Without the envelope, and with headers that let anybody keep it. */
    readonly isForEverybody?: true;
  };
  /** Beside those that every operation of its kind has. */
  readonly failures: readonly ErrorCode[];
}

/** What proves who asks. Several: one is enough. An empty one: the token may be in the body. */
const SECURITY = {
  anybody: [],
  signedIn: [{ bearer: [] }, { accessCookie: [] }],
  refreshToken: [{ refreshCookie: [] }, {}],
  anyToken: [{ bearer: [] }, { accessCookie: [] }, { refreshCookie: [] }, {}],
};

const SIGNED_IN_FAILURES: readonly ErrorCode[] = [
  "ACCESS_TOKEN_MISSING",
  "ACCESS_TOKEN_INVALID",
  "ACCESS_TOKEN_EXPIRED",
  "SESSION_REVOKED",
  "SESSION_EXPIRED",
];
const UNSAFE_FAILURES: readonly ErrorCode[] = [
  "INVALID_JSON",
  "ORIGIN_NOT_ALLOWED",
  "BODY_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
];
const API_FAILURES: readonly ErrorCode[] = ["INTERNAL", "STORE_UNAVAILABLE"];

/** The operation as the generator takes it. */
export function toRoute(operation: Operation): RouteConfig {
  const { method, path, id, tag, summary, description, access, success } = operation;
  return {
    method,
    path,
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: SECURITY[access],
    request: requestOf(operation),
    responses: { ...successResponses(success), ...failureResponses(failuresOf(operation)) },
  };
}

function requestOf({ body, query, params, headers }: Operation): NonNullable<RouteConfig["request"]> {
  return {
    ...(query && { query }),
    ...(params && { params }),
    ...(headers && { headers }),
    ...(body && {
      body: {
        required: body.isOptional !== true,
        content: { "application/json": { schema: body.schema, example: body.example } },
      },
    }),
  };
}

function successResponses(success: Operation["success"]): RouteConfig["responses"] {
  const { status, message, isForEverybody } = success;
  const headers = headersOf(status, success);
  const answer = { description: message, headers, content: { "application/json": contentOf(success) } };
  const unchanged = { 304: { description: "It is what `If-None-Match` names.", headers } };
  return { [status]: answer, ...(isForEverybody && unchanged) };
}

function contentOf({ status, data, example, message, isForEverybody }: Operation["success"]) {
  if (isForEverybody) return { schema: data, example };
  const schema = z.object({ statusCode: z.literal(status), data, message: z.string(), success: z.literal(true) });
  return { schema, example: { statusCode: status, data: example, message, success: true } };
}

function failuresOf({ method, path, access, failures }: Operation): ErrorCode[] {
  const isApi = path.startsWith("/api/");
  return [
    ...(isApi && method !== "get" ? UNSAFE_FAILURES : []),
    ...(access === "signedIn" ? SIGNED_IN_FAILURES : []),
    ...failures,
    ...(isApi ? API_FAILURES : []),
  ];
}
