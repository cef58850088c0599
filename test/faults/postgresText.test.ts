import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import { aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { aUser } from "../support/records.js";
import { dropPostgresDatabase, freshPostgresUrl } from "../support/store/postgresDatabase.js";

// JSON can hold both as escapes. PostgreSQL has no NUL in a text, and half a pair has no UTF-8.
const UNSTORABLE = [
  ["a NUL", "\0"],
  ["the first half of a surrogate pair", "\ud83d"],
  ["the second half of a surrogate pair", "\ude00"],
] as const;

const BODIES: readonly [method: string, path: string, body: () => Record<string, string>][] = [
  ["POST", "/auth/register", () => ({ ...aRegistration(), avatarUrl: "https://example.com/a.png" })],
  ["POST", "/auth/login", () => ({ username: "ada", password: PASSWORD })],
  ["POST", "/auth/login", () => ({ email: "ada@example.com", password: PASSWORD })],
  ["POST", "/auth/refresh-token", () => ({ refreshToken: "lk_rt_x" })],
  ["POST", "/auth/logout", () => ({ refreshToken: "lk_rt_x" })],
  ["POST", "/auth/forgot-password", () => ({ email: "ada@example.com" })],
  ["POST", "/auth/reset-password", () => ({ token: "token", newPassword: "a new horse battery" })],
  ["POST", "/auth/verify-email", () => ({ token: "token" })],
  ["POST", "/auth/change-password", () => ({ currentPassword: PASSWORD, newPassword: "a new horse battery" })],
  ["POST", "/auth/confirm-email-change", () => ({ token: "token" })],
  ["POST", "/users/change-email", () => ({ email: "g@example.com", password: PASSWORD })],
  ["PATCH", "/users/settings", () => ({ username: "grace", fullName: "Grace", email: "g@example.com", avatarUrl: "" })],
];
const FIELDS = BODIES.flatMap(([method, path, body]) =>
  Object.keys(body()).map((field) => ({ method, path, body, field })),
);

describe.skipIf(inject("postgresUrl") === null)("a text that PostgreSQL cannot hold", () => {
  let url: string;
  let server: TestServer;

  beforeAll(async () => {
    url = await freshPostgresUrl();
    server = await startTestServer({}, { store: createPostgresStore({ url }) });
  });
  afterAll(async () => {
    await server.close();
    await dropPostgresDatabase(url);
  });

  test.each(UNSTORABLE)("%s is refused by the store, and nothing is written", async (_name, text) => {
    const user = aUser({ fullName: `Ada ${text}` });
    await expect(server.store.users.create(user)).rejects.toThrow(TypeError);
    expect(await server.store.users.byId(user._id)).toBeNull();
    await expect(server.store.users.byLogin({ username: text })).rejects.toThrow(TypeError);
    // The connection is as good as before.
    const whole = aUser({ fullName: "Ada \u{1f600} \u0001 \uffff" });
    await server.store.users.create(whole);
    expect(await server.store.users.byId(whole._id)).toStrictEqual(whole);
  });

  test("as a key is no record, and does not disturb those who read at the same time", async () => {
    const user = aUser();
    await server.store.users.create(user);
    const keys = [user._id, "\0", user._id, "\ud83d", user._id];
    // The first two are sent at once; the others go together.
    const found = await Promise.all([...keys, ...keys].map((key) => server.store.users.byId(key)));
    expect(found.map((one) => one !== null)).toEqual([...keys, ...keys].map((key) => key === user._id));
  });

  test.each(FIELDS)("is no fault of the server as $field of $path", async ({ method, path, body, field }) => {
    const { client } = await aSignedInUser(server);
    for (const [name, text] of UNSTORABLE) {
      const good = body();
      for (const value of [text, `${good[field]}${text}`]) {
        const { status } = await client.send(method, path, { json: { ...good, [field]: value } });
        expect(status, name).toBeGreaterThanOrEqual(200);
        expect(status, name).toBeLessThan(500);
      }
    }
  });

  test.each(["%00", "%ED%A0%80", "a%00"])("is no fault of the server as the id %s in a path", async (id) => {
    const { client } = await aSignedInUser(server);
    expect((await client.send("DELETE", `/auth/sessions/${id}`)).status).toBeLessThan(500);
    expect((await client.get(`/users/activity?before=${id}`)).status).toBeLessThan(500);
  });
});
