import type { Express } from "express";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createLatchkey, type LatchkeyOptions } from "../../src/latchkey.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, makeLatchkey, serve, signIn } from "../support/library/hostApp.js";

const userFields = { company: z.string().max(20).optional(), locale: z.enum(["en", "de"]).default("en") };
const serverFields = { plan: z.enum(["free", "pro"]).default("free") };

async function startApp(options: LatchkeyOptions = {}) {
  const { latchkey, databaseFile } = makeLatchkey({ userFields, serverFields, ...options });
  const base = await serve((app: Express) => void app.use("/api/v1", latchkey.router));
  return { client: new TestClient(`${base}/api/v1`), databaseFile };
}

/** What the database has of Ada's fields. */
async function storedFields(databaseFile: string): Promise<string | null | undefined> {
  const store = createSqliteStore({ path: databaseFile });
  await store.open();
  const user = await store.users.byLogin({ username: ADA.username });
  await store.close();
  return user?.fields;
}

describe("userFields", () => {
  test("are set at registration, shown with the user, and changed in the settings", async () => {
    const { client, databaseFile } = await startApp();
    const registered = await client.post("/auth/register", { ...ADA, company: "Analytical Engines" });
    expect(registered.body.data).toMatchObject({ company: "Analytical Engines", locale: "en", plan: "free" });

    const { accessToken: bearer } = await signIn(client);
    const changed = await client.send("PATCH", "/users/settings", {
      json: { company: "Royal Society", locale: "de" },
      bearer,
    });
    expect(changed.body.data).toMatchObject({ company: "Royal Society", locale: "de", fullName: ADA.fullName });
    const profile = await client.get("/users/profile", { bearer });
    expect(profile.body.data).toMatchObject({ company: "Royal Society", locale: "de" });

    await client.send("PATCH", "/users/settings", { json: { company: null }, bearer });
    expect(JSON.parse((await storedFields(databaseFile)) ?? "")).toEqual({ locale: "de" });
    const exported = await client.get("/users/export", { bearer });
    expect(exported.body.data.user).toMatchObject({ fields: { locale: "de" } });
  });

  test("are validated beside the other fields: the answer lists every failing one, and nothing is stored", async () => {
    const { client, databaseFile } = await startApp();
    const { status, body } = await client.post("/auth/register", {
      ...ADA,
      email: "ada",
      company: "a".repeat(21),
      locale: "fr",
    });
    expect(status).toBe(400);
    expect(body.errors?.map(({ path }: { path: string }) => path).sort()).toEqual(["company", "email", "locale"]);
    expect(await storedFields(databaseFile)).toBeUndefined();
  });

  test("a misspelled name is refused, and any other unknown key is ignored", async () => {
    const { client, databaseFile } = await startApp();
    const refused = await client.post("/auth/register", { ...ADA, compny: "Analytical Engines" });
    expect(refused.body.errors).toEqual([{ path: "compny", message: "There is no such field. Did you mean company?" }]);
    const taken = await client.post("/auth/register", { ...ADA, utm_source: "newsletter" });
    expect(taken.status).toBe(201);
    expect(await storedFields(databaseFile)).toBe('{"locale":"en"}');
  });

  test("together have at most 4 KiB", async () => {
    const { client } = await startApp({ userFields: { company: z.string().optional(), locale: userFields.locale } });
    const { status, body } = await client.post("/auth/register", { ...ADA, company: "é".repeat(2100) });
    expect(status).toBe(400);
    expect(body.errors?.map(({ path }: { path: string }) => path)).toContain("company");
  });

  test('"" and null count as absent at registration', async () => {
    const { client } = await startApp();
    const { body } = await client.post("/auth/register", { ...ADA, company: "", locale: null });
    expect(body.data).toMatchObject({ locale: "en" });
    expect(body.data).not.toHaveProperty("company");
  });
});

describe("serverFields", () => {
  test("are never read from a request", async () => {
    const { client, databaseFile } = await startApp();
    const { body } = await client.post("/auth/register", { ...ADA, plan: "pro" });
    expect(body.data).toMatchObject({ plan: "free" });
    const { accessToken: bearer } = await signIn(client);
    const changed = await client.send("PATCH", "/users/settings", {
      json: { fullName: "Ada King", plan: "pro" },
      bearer,
    });
    expect(changed.body.data).toMatchObject({ fullName: "Ada King", plan: "free" });
    expect(await storedFields(databaseFile)).not.toContain("pro");
  });
});

describe("claims", () => {
  const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

  test("are in the access token under ext, as the user is when it is issued", async () => {
    const { client } = await startApp({
      claims: (user) => ({ plan: Reflect.get(user, "plan"), company: Reflect.get(user, "company") }),
    });
    await client.post("/auth/register", ADA);
    const { accessToken } = await signIn(client);
    expect(payloadOf(accessToken).ext).toEqual({ plan: "free" });
    const profile = await client.get("/users/profile", { bearer: accessToken });
    expect(profile.status).toBe(200);
  });

  test("that throw or are too long fail the request before anything is written, and sign nobody out", async () => {
    let claims: () => Record<string, unknown> = () => ({});
    const { client, databaseFile } = await startApp({ claims: () => claims() });
    await client.post("/auth/register", ADA);
    const { refreshToken } = await signIn(client);
    for (const wrong of [() => ({ text: "a".repeat(1100) }), () => ({ at: new Date(0) }), failing]) {
      claims = wrong;
      const failed = await client.post("/auth/refresh-token", { refreshToken });
      expect([failed.status, failed.body.code]).toEqual([500, "INTERNAL"]);
      const refused = await client.post("/auth/login", { username: ADA.username, password: ADA.password });
      expect(refused.status).toBe(500);
    }
    claims = () => ({});
    expect((await client.post("/auth/refresh-token", { refreshToken })).status).toBe(200);
    const store = createSqliteStore({ path: databaseFile });
    await store.open();
    const user = await store.users.byLogin({ username: ADA.username });
    const sessions = await store.sessions.listAllByUser({ userId: user?._id ?? "", before: null, limit: 10 });
    await store.close();
    expect(sessions).toHaveLength(1);
  });

  function failing(): never {
    throw new Error("The billing system is down.");
  }
});

describe("createLatchkey refuses", () => {
  const wrong: [name: string, options: object, message: string][] = [
    ["a field with a name of Latchkey's", { userFields: { email: z.string() } }, 'userFields has the field "email"'],
    ["a field without a schema", { userFields: { company: "text" } }, 'userFields needs a schema for "company"'],
    ["a name that is no word", { userFields: { "my field": z.string() } }, 'userFields has the field "my field"'],
    [
      "a server field without a default",
      { serverFields: { plan: z.string() } },
      'serverFields needs a default for "plan"',
    ],
    [
      "a field that is in both",
      { userFields, serverFields: { company: z.string().optional() } },
      'serverFields has "company"',
    ],
    ["claims that are no function", { claims: { plan: "free" } }, "claims must be a function"],
    ["a misspelled option", { userField: {} }, "did you mean userFields?"],
  ];

  test.each(wrong)("%s, and says why", (_name, options, message) => {
    expect(() => createLatchkey({ ...(options as LatchkeyOptions), logLevel: "silent" })).toThrow(message);
  });
});

test("the description of the API has the fields of this app: those of the server in the user alone", async () => {
  const { latchkey } = makeLatchkey({ userFields, serverFields });
  const { User, RegisterBody, SettingsBody } = (await latchkey.openApi()).components.schemas;
  expect(User?.properties).toMatchObject({
    company: { type: "string", maxLength: 20 },
    plan: { enum: ["free", "pro"] },
  });
  for (const body of [RegisterBody, SettingsBody]) {
    expect(body?.properties).toMatchObject({ locale: { default: "en", enum: ["en", "de"] } });
    expect(body?.properties).not.toHaveProperty("plan");
  }
});

test("the description of the API has no name that is off", async () => {
  const { latchkey } = makeLatchkey({ userFields, username: "off", fullName: "off" });
  const { RegisterBody, SettingsBody } = (await latchkey.openApi()).components.schemas;
  for (const { properties } of [RegisterBody, SettingsBody].flatMap((body) => body ?? [])) {
    expect(properties).toHaveProperty("locale");
    expect(properties).not.toHaveProperty("username");
    expect(properties).not.toHaveProperty("fullName");
  }
  expect(RegisterBody?.required).toEqual(["email", "password"]);
});
