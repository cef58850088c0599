import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { AppPasswordPolicy, LatchkeyOptions } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { ADA, makeLatchkey } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const REASON = "Must not be a horse.";
const noHorses = vi.fn<AppPasswordPolicy>((password) => (password.includes("horse") ? REASON : null));
const ALLOWED = "a stable for my donkey";
const REFUSED = "a stable for my horse";
const CREDENTIALS = { username: ADA.username, password: ALLOWED };
const OWNER = { username: "ada", email: "ada@example.com", fullName: "Ada Lovelace" };

const refusedAt = (path: string) => ({ code: "VALIDATION_FAILED", errors: [{ path, message: REASON }] });

describe("passwordPolicy is asked on every path that sets a password:", () => {
  test("registration", async () => {
    const { client } = await mounted({ passwordPolicy: noHorses });
    expect((await client.post("/auth/register", { ...ADA, password: REFUSED })).body).toMatchObject(
      refusedAt("password"),
    );
    expect(noHorses).toHaveBeenLastCalledWith(REFUSED, OWNER);
    expect((await client.post("/auth/register", { ...ADA, password: ALLOWED })).status).toBe(201);
  });

  test("a change, which leaves the old password", async () => {
    const { client } = await mounted({ passwordPolicy: noHorses });
    await client.post("/auth/register", { ...ADA, password: ALLOWED });
    await client.post("/auth/login", CREDENTIALS);
    const refused = await client.post("/auth/change-password", { currentPassword: ALLOWED, newPassword: REFUSED });
    expect(refused.body).toMatchObject(refusedAt("newPassword"));
    expect(noHorses).toHaveBeenLastCalledWith(REFUSED, OWNER);
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
  });

  test("a reset, whose link stays valid", async () => {
    const server = await startTestServer({ passwordPolicy: noHorses });
    onTestFinished(() => server.close());
    const client = new TestClient(server.api);
    await client.post("/auth/register", { ...ADA, password: ALLOWED });
    await client.post("/auth/forgot-password", { email: ADA.email });
    const token = /reset-password#token=([\w-]+)/.exec(JSON.stringify(await server.mails()))?.[1];
    const refused = await client.post("/auth/reset-password", { token, newPassword: REFUSED });
    expect(refused.body).toMatchObject(refusedAt("newPassword"));
    const password = "a field for my donkey";
    expect((await client.post("/auth/reset-password", { token, newPassword: password })).status).toBe(200);
  });

  test("the server's own calls, which write nothing then", async () => {
    const { latchkey, client } = await mounted({ passwordPolicy: noHorses });
    await expect(latchkey.users.create({ ...OWNER, password: REFUSED })).rejects.toMatchObject(refusedAt("password"));
    expect(await latchkey.users.findByUsername("ada")).toBeNull();
    const { _id } = await latchkey.users.create({ ...OWNER, password: ALLOWED });
    await expect(latchkey.users.setPassword(_id, REFUSED)).rejects.toMatchObject(refusedAt("password"));
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(200);
  });

  test("and an account without a password has none to ask about", async () => {
    noHorses.mockClear();
    const { latchkey } = await mounted({ passwordPolicy: noHorses });
    await latchkey.users.create(OWNER);
    expect(noHorses).not.toHaveBeenCalled();
  });
});

describe("passwordPolicy", () => {
  test("is asked after our own rules, which the pages show and it does not change", async () => {
    const policy = vi.fn(() => null);
    const { client } = await mounted({ passwordPolicy: policy });
    await client.post("/auth/register", { ...ADA, password: "password" });
    await client.post("/auth/register", { ...ADA, password: "ada lovelace" });
    expect(policy).not.toHaveBeenCalled();
    const { body } = await client.get("/auth/password-policy");
    expect(JSON.stringify(body.data)).not.toContain("horse");
  });

  test("may be asynchronous, and may answer nothing instead of null", async () => {
    const policy: AppPasswordPolicy = async (password) => {
      if (password.includes("horse")) return REASON;
      return undefined;
    };
    const { client } = await mounted({ passwordPolicy: policy });
    expect((await client.post("/auth/register", ADA)).body).toMatchObject(refusedAt("password"));
    expect((await client.post("/auth/register", { ...ADA, password: ALLOWED })).status).toBe(201);
  });

  test.each([
    ["throws", () => Promise.reject(new Error("no network")), "passwordPolicy failed: Error: no network"],
    ["answers true", () => true as never, "passwordPolicy must return null, or a text that says why it refuses."],
    ["answers an empty text", () => "", "passwordPolicy must return null, or a text that says why it refuses."],
  ])("that %s accepts nothing: 500, and a log line that names it", async (_, passwordPolicy, message) => {
    const { client, lines } = await mounted({ passwordPolicy });
    expect((await client.post("/auth/register", ADA)).status).toBe(500);
    expect(lines.find(({ level }) => level === "error")?.fields["err"]).toMatchObject({ message });
    expect((await client.post("/auth/login", { username: ADA.username, password: ADA.password })).status).toBe(401);
  });

  test("that repeats the password in its error is logged without it", async () => {
    const passwordPolicy = (password: string) => Promise.reject(new Error(`GET /${encodeURIComponent(password)}: 500`));
    const { client, lines } = await mounted({ passwordPolicy });
    expect((await client.post("/auth/register", ADA)).status).toBe(500);
    const error = lines.find(({ level }) => level === "error")?.fields["err"] as Error;
    expect(error.message).toBe("passwordPolicy failed: Error.");
    expect(`${error.stack}${String(error.cause)}`).not.toContain("correct");
  });

  test("must be a function", () => {
    expect(() => makeLatchkey({ passwordPolicy: /horse/ } as unknown as LatchkeyOptions)).toThrow(
      "passwordPolicy must be a function",
    );
  });
});
