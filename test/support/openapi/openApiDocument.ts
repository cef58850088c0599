import { readFileSync } from "node:fs";
import { z } from "zod";

export interface Reference {
  $ref: string;
}

export interface Content {
  "application/json"?: { schema: object; example?: unknown; examples?: Record<string, Reference> };
}

export interface ResponseObject {
  description: string;
  headers?: Record<string, Reference>;
  content?: Content;
}

export interface OperationObject {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, ResponseObject | Reference>;
}

interface OpenApiDocument {
  openapi: string;
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: {
    schemas: Record<string, object>;
    responses: Record<string, ResponseObject>;
    examples: Record<string, { value: unknown }>;
    headers: Record<string, { schema: object }>;
    securitySchemes: Record<string, { type: string }>;
  };
}

/** The generated file, as it is served. */
export const openApi = JSON.parse(readFileSync("openapi.json", "utf8")) as OpenApiDocument;

export const operations = Object.entries(openApi.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    method,
    operation,
  })),
);

/** What a reference leads to, or the thing itself. */
export function resolve<T extends object>(thing: T | Reference): T {
  return "$ref" in thing ? (targetOf(thing.$ref) as T) : thing;
}

/** Throws when it leads nowhere. */
export function targetOf(reference: string): unknown {
  const target = reference
    .replace(/^#\//, "")
    .split("/")
    .reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), openApi);
  if (target === undefined) throw new Error(`${reference} leads nowhere.`);
  return target;
}

/**
 * What is wrong with a value by a schema of the document. A key that the schema does not name is wrong too: clients may
 * ignore those, but an answer must hold nothing that is not documented.
 */
export function faultsOf(schema: object, value: unknown): string[] {
  const { error } = z.fromJSONSchema(strict(schema) as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value);
  return error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];
}

function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (!isRecord(schema)) return schema;
  if (typeof schema["$ref"] === "string") return strict(targetOf(schema["$ref"]));
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return schema["type"] === "object" ? { additionalProperties: false, ...inner } : inner;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
