import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "../../src/utils/errorCodes.js";
import {
  faultsOf,
  openApi,
  operations,
  type ResponseObject,
  resolve,
  targetOf,
} from "../support/openapi/openApiDocument.js";

/** The failures of no single route: any other method, the routes of an app that ask for a role, and the command line. */
const OF_NO_ROUTE = ["EXPECTATION_FAILED", "METHOD_NOT_ALLOWED", "FORBIDDEN", "USER_NOT_FOUND"];

/** Their form is a standard's, without the envelope. */
const BARE = ["/.well-known/jwks.json"];

const responses = operations.flatMap(({ name, operation }) =>
  Object.entries(operation.responses).map(([status, response]) => ({
    name: `${name} ${status}`,
    status: Number(status),
    response: resolve<ResponseObject>(response),
  })),
);

const refusals = responses.filter(({ status }) => status >= 400);

function contentOf(response: { content?: ResponseObject["content"] }) {
  const content = response.content?.["application/json"];
  if (content === undefined) throw new Error("There is no JSON content.");
  return content;
}

function codesOf(response: ResponseObject): string[] {
  return Object.keys(contentOf(response).examples ?? {});
}

describe("the document", () => {
  test("is OpenAPI 3.1 and of the version of the package", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(openApi.openapi).toMatch(/^3\.1\.\d+$/);
    expect(openApi.info).toMatchObject({ title: "Latchkey", version });
  });

  test("has no reference that leads nowhere", () => {
    const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = ""]) => reference,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references) expect(() => targetOf(reference)).not.toThrow();
  });

  test("names things as OpenAPI allows", () => {
    for (const group of Object.values(openApi.components)) {
      for (const name of Object.keys(group)) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
    }
  });

  test("gives every operation a name of its own", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
  });
});

describe.each(operations)("$name", ({ path, method, operation }) => {
  test("says what it does, under a known heading, and what proves who asks", () => {
    expect(operation.summary).not.toBe("");
    expect(openApi.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(operation.tags));
    for (const proof of operation.security.flatMap(Object.keys)) {
      expect(Object.keys(openApi.components.securitySchemes)).toContain(proof);
    }
  });

  test("declares the parameters of its path, all of them and no others", () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters?.filter((parameter) => parameter.in === "path") ?? [];
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    for (const { required } of declared) expect(required).toBe(true);
  });

  test("has a body only where the method has one, with an example that fits its schema", () => {
    if (operation.requestBody === undefined) return;
    expect(method).not.toBe("get");
    const { schema, example } = contentOf(operation.requestBody);
    expect(faultsOf(schema, example)).toEqual([]);
  });

  test("has one success, whose example fits its schema", () => {
    const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
    expect(successes).toHaveLength(1);
    for (const [status, response] of successes) {
      const { schema, example } = contentOf(resolve<ResponseObject>(response));
      expect(faultsOf(schema, example)).toEqual([]);
      if (!BARE.includes(path)) expect(example).toMatchObject({ statusCode: Number(status), success: true });
    }
  });
});

describe.each(responses)("$name", ({ status, response }) => {
  test("is described, with the headers of its status", () => {
    expect(response.description).not.toBe("");
    const names = Object.keys(response.headers ?? {});
    expect(names).toContain("X-Request-Id");
    expect(names.includes("WWW-Authenticate")).toBe(status === 401);
    expect(names.includes("Retry-After")).toBe(status === 429 || status === 503);
  });
});

describe.each(refusals)("$name", ({ status, response }) => {
  test("shows an example of each code, which has this status and fits the schema", () => {
    const { schema, examples = {} } = contentOf(response);
    expect(Object.keys(examples)).not.toEqual([]);
    for (const [code, reference] of Object.entries(examples)) {
      const { value } = resolve<{ value: unknown }>(reference);
      expect(faultsOf(schema, value)).toEqual([]);
      const { status: statusCode, message } = ERRORS[code as ErrorCode];
      expect(statusCode).toBe(status);
      expect(value).toMatchObject({ statusCode, message, code });
    }
  });
});

describe("the failures", () => {
  test("are those of the table, every one and no other", () => {
    expect(Object.keys(openApi.components.responses).sort()).toEqual(Object.keys(ERRORS).sort());
    expect(Object.keys(openApi.components.examples).sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test("are all told by some operation, but for those that are no route's own", () => {
    const told = new Set(refusals.flatMap(({ response }) => codesOf(response)));
    expect([...told, ...OF_NO_ROUTE].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test("a wrong method is answered with those that are allowed", () => {
    expect(Object.keys(openApi.components.responses["METHOD_NOT_ALLOWED"]?.headers ?? {})).toContain("Allow");
  });

  test("tell why a session ended, where it did, and nowhere else", () => {
    const withReason = Object.entries(openApi.components.examples).filter(([, { value }]) => "reason" in Object(value));
    expect(withReason.map(([code]) => code).sort()).toEqual([
      "REFRESH_TOKEN_REUSED",
      "SESSION_EXPIRED",
      "SESSION_REVOKED",
    ]);
  });
});

test("only what is judged by a refresh token takes an Idempotency-Key: a refresh and a sign-out", () => {
  const withKey = operations.filter(({ operation }) =>
    operation.parameters?.some(({ name }) => name === "Idempotency-Key"),
  );
  expect(withKey.map(({ name }) => name)).toEqual(["POST /api/v1/auth/refresh-token", "POST /api/v1/auth/logout"]);
});
