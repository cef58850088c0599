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

/** Failures of no single route: a wrong method, routes of an app that require a role, the command line. */
const OF_NO_ROUTE = ["EXPECTATION_FAILED", "METHOD_NOT_ALLOWED", "FORBIDDEN", "USER_NOT_FOUND"];

/** A standard defines their form, so they have no envelope. */
const BARE = ["/.well-known/jwks.json", "/.well-known/webauthn"];

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

  test("resolves every reference", () => {
    const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, reference = ""]) => reference,
    );
    expect(references.length).toBeGreaterThan(100);
    for (const reference of references) expect(() => targetOf(reference)).not.toThrow();
  });

  test("uses only names that OpenAPI allows", () => {
    for (const group of Object.values(openApi.components)) {
      for (const name of Object.keys(group)) expect(name).toMatch(/^[A-Za-z0-9._-]+$/);
    }
  });

  test("gives every operation a unique id", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(operations.length);
  });
});

describe.each(operations)("$name", ({ path, method, operation }) => {
  test("declares exactly the parameters of its path", () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters?.filter((parameter) => parameter.in === "path") ?? [];
    expect(declared.map(({ name }) => name)).toEqual(inPath);
    for (const { required } of declared) expect(required).toBe(true);
  });

  test("has an example of its body that fits the schema, and a GET has no body", () => {
    if (operation.requestBody === undefined) return;
    expect(method).not.toBe("get");
    const { schema, example } = contentOf(operation.requestBody);
    expect(faultsOf(schema, example)).toEqual([]);
  });

  test("has one success, with an example that fits the schema", () => {
    const successes = Object.entries(operation.responses).filter(([status]) => /^2|^303/.test(status));
    expect(successes).toHaveLength(1);
    // It leads a browser on, and has no body.
    if (successes.some(([status]) => status === "303")) return;
    for (const [status, response] of successes) {
      const { schema, example } = contentOf(resolve<ResponseObject>(response));
      expect(faultsOf(schema, example)).toEqual([]);
      if (!BARE.includes(path)) expect(example).toMatchObject({ statusCode: Number(status), success: true });
    }
  });
});

describe.each(refusals)("$name", ({ status, response }) => {
  test("has an example of each code, with this status, that fits the schema", () => {
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
  test("are all documented by some operation, except those of no single route", () => {
    const documented = new Set(refusals.flatMap(({ response }) => codesOf(response)));
    expect([...documented, ...OF_NO_ROUTE].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  test("a wrong method documents the Allow header", () => {
    expect(Object.keys(openApi.components.responses["METHOD_NOT_ALLOWED"]?.headers ?? {})).toContain("Allow");
  });

  test("give the reason of a session's end, and only if it ended", () => {
    const withReason = Object.entries(openApi.components.examples).filter(([, { value }]) => "reason" in Object(value));
    expect(withReason.map(([code]) => code).sort()).toEqual([
      "REFRESH_TOKEN_REUSED",
      "SESSION_EXPIRED",
      "SESSION_REVOKED",
    ]);
  });
});

test("only the routes that check a refresh token take an Idempotency-Key: refresh and sign-out", () => {
  const withKey = operations.filter(({ operation }) =>
    operation.parameters?.some(({ name }) => name === "Idempotency-Key"),
  );
  expect(withKey.map(({ name }) => name)).toEqual(["POST /api/v1/auth/refresh-token", "POST /api/v1/auth/logout"]);
});
