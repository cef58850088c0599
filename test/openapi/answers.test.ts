import { expect, test } from "vitest";
import { aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import { faultsOf, operations, type ResponseObject, resolve } from "../support/openapi/openApiDocument.js";

/** The answer is documented under this operation, its body fits the schema, and no header is missing. */
function expectDocumented(name: string, answer: TestResponse): void {
  const found = operations.find((one) => one.name === name)?.operation.responses[answer.status];
  if (found === undefined) throw new Error(`${name} is not documented to answer ${answer.status}.`);
  const response = resolve<ResponseObject>(found);
  expect(faultsOf(response.content?.["application/json"]?.schema ?? {}, answer.body)).toEqual([]);
  const documented = Object.keys(response.headers ?? {}).filter((header) => header !== "Set-Cookie");
  for (const header of documented) expect(answer.headers.get(header)).not.toBeNull();
  if (answer.setCookies.length > 0) expect(Object.keys(response.headers ?? {})).toContain("Set-Cookie");
}

const EXAMPLES = operations.flatMap(({ name, method, path, operation }) => {
  const example = operation.requestBody?.content["application/json"]?.example;
  return example === undefined ? [] : [{ name, method: method.toUpperCase(), path, example }];
});

const READS = operations.filter(({ method, path }) => method === "get" && !path.includes("{"));

describeOnOneStore("real answers are as openapi.json says", (servers) => {
  // Without it there is no key set to answer.
  const server = servers.shared({
    emailCode: "on",
    accessTokenAlgorithm: "ES256",
    passkeyOrigins: ["https://app.example.com"],
  });

  test("an account is made by the documented body, and signs in by the documented body", async () => {
    const { origin } = await servers.own();
    const client = new TestClient(origin);
    for (const [id, status] of [
      ["register", 201],
      ["login", 200],
    ] as const) {
      const example = EXAMPLES.find(({ path }) => path.endsWith(`/${id}`));
      const answer = await client.post(`/api/v1/auth/${id}`, example?.example);
      expect(answer.status).toBe(status);
      expectDocumented(`POST /api/v1/auth/${id}`, answer);
    }
  });

  test.each(READS)("$name", async ({ name, path }) => {
    const { client } = await aSignedInUser(server());
    const answer = await new TestClient(server().origin, { cookies: Object.fromEntries(client.cookies) }).get(path);
    expect(answer.status).toBe(200);
    expectDocumented(name, answer);
  });

  test.each(READS)("$name, without a token", async ({ name, path, operation }) => {
    const answer = await new TestClient(server().origin).get(path);
    expect(answer.status).toBe(operation.security.length === 0 ? 200 : 401);
    expectDocumented(name, answer);
  });

  test.each(EXAMPLES)("$name, whatever the documented body leads to", async ({ name, method, path, example }) => {
    const { client } = await aSignedInUser(server());
    const cookies = Object.fromEntries(client.cookies);
    const answer = await new TestClient(server().origin, { cookies }).send(method, path, { json: example });
    // The example itself is never what is wrong.
    expect(["VALIDATION_FAILED", "INTERNAL"]).not.toContain(answer.body.code);
    expectDocumented(name, answer);
  });

  test.each(EXAMPLES)("$name, with a body that is none", async ({ name, method, path }) => {
    const { client } = await aSignedInUser(server());
    const cookies = Object.fromEntries(client.cookies);
    const headers = { "content-type": "application/json" };
    const send = (text: string) => new TestClient(server().origin, { cookies }).send(method, path, { text, headers });
    for (const text of [
      "{",
      JSON.stringify({ x: "x".repeat(20_000) }),
      '{"refreshToken":1,"email":1,"fullName":1,"flow":1}',
    ]) {
      const answer = await send(text);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expectDocumented(name, answer);
    }
  });

  test("a session's life: refreshed, changed, left, and refused after its end with the reason", async () => {
    const { client, refreshToken } = await aSignedInUser(server());
    expectDocumented("POST /api/v1/auth/refresh-token", await client.post("/auth/refresh-token", { refreshToken }));
    const change = { currentPassword: PASSWORD, newPassword: "a stable for my horse" };
    expectDocumented("POST /api/v1/auth/change-password", await client.post("/auth/change-password", change));
    const cookies = Object.fromEntries(client.cookies);
    const left = await client.post("/auth/logout-all");
    expect(left.status).toBe(200);
    expectDocumented("POST /api/v1/auth/logout-all", left);
    const refused = await new TestClient(server().api, { cookies }).get("/users/profile");
    expect(refused.body).toMatchObject({ code: "SESSION_REVOKED", reason: "logout-all" });
    expectDocumented("GET /api/v1/users/profile", refused);
  });

  test("one of one's own sessions, and one that is not", async () => {
    const { client, sessionId } = await aSignedInUser(server());
    const name = "DELETE /api/v1/auth/sessions/{id}";
    const missing = await client.send("DELETE", `/auth/sessions/${crypto.randomUUID()}`);
    expect(missing.status).toBe(404);
    expectDocumented(name, missing);
    const ended = await client.send("DELETE", `/auth/sessions/${sessionId}`);
    expect(ended.status).toBe(200);
    expectDocumented(name, ended);
  });

  test("a name that is taken", async () => {
    const client = new TestClient(server().api);
    const registration = aRegistration();
    await client.post("/auth/register", registration);
    const answer = await client.post("/auth/register", registration);
    expect(answer.status).toBe(409);
    expectDocumented("POST /api/v1/auth/register", answer);
  });
});
