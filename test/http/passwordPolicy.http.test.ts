import { expect, test } from "vitest";
import { aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";

const TOO_SHORT = "Use at least 12 characters.";
const COMMON = "Too many people use this password. Choose another one.";
const CONTEXT = "Must not contain little more than your name, your email address or the name of this service.";

/** The messages about one field. */
function messagesAbout({ body }: TestResponse, field: string): string[] {
  return (body.errors ?? []).flatMap(({ path, message }) => (path === field ? [message] : []));
}

describeOnOneStore("GET /auth/password-policy", (servers) => {
  test.each([8, 12, 64])("shows the length that the setting asks for: %i", async (passwordMinLength) => {
    const server = await servers.own({ passwordMinLength });
    await server.quiet();
    const { status, body } = await new TestClient(server.api).get("/auth/password-policy");
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ minLength: passwordMinLength, maxLength: 256 });
    const { rules } = body.data as unknown as { rules: { rule: string; text: string }[] };
    expect(rules.map(({ rule }) => rule)).toEqual(["too-short", "too-long", "common", "context"]);
    for (const { text } of rules) expect(text).toMatch(/\.$/);
    // The rules are shown while a password is typed, without a request to the database.
    expect(server.probe.calls).toEqual([]);
  });

  test("is what a registration is held to, to the character", async () => {
    const server = await servers.own({ passwordMinLength: 12 });
    const register = (password: string) =>
      new TestClient(server.api).post("/auth/register", { ...aRegistration(), password });
    const short = await register("a ship in h");
    expectInvalidFields(short, "password");
    expect(messagesAbout(short, "password")).toEqual([TOO_SHORT]);
    expect((await register("a ship in ha")).status).toBe(201);
  });
});

describeOnEveryStore("a new password", (servers) => {
  const server = servers.shared({ passwordMinLength: 12 });

  test("at registration is refused with every rule that it breaks, beside the other wrong fields", async () => {
    await server().quiet();
    const body = { username: "password", fullName: "", email: "nobody", password: "password" };
    const response = await new TestClient(server().api).post("/auth/register", body);
    expectInvalidFields(response, "fullName", "email", "password");
    expect(messagesAbout(response, "password")).toEqual([TOO_SHORT, COMMON, CONTEXT]);
    const alone = await new TestClient(server().api).post("/auth/register", { password: "password", email: 7 });
    expectInvalidFields(alone, "username", "fullName", "email", "password");
    expect(messagesAbout(alone, "password")).toEqual([TOO_SHORT, COMMON]);
    expect(server().probe.calls).toEqual([]);
  });

  test.each([
    ["the username", (body: ReturnType<typeof aRegistration>) => body.username],
    ["the address", (body: ReturnType<typeof aRegistration>) => body.email.toUpperCase()],
    ["the name and a year", () => "AdaLovelace1985"],
    ["the name of the service", () => "Latchkey-Latchkey"],
  ])("made of %s is refused at registration and at a change, and a change keeps the old one", async (_name, of) => {
    const registration = aRegistration();
    const refused = await new TestClient(server().api).post("/auth/register", {
      ...registration,
      password: of(registration),
    });
    expectInvalidFields(refused, "password");
    expect(messagesAbout(refused, "password")).toEqual([CONTEXT]);

    const { user, client } = await aSignedInUser(server());
    const newPassword = of({ ...registration, username: user.username, email: user.email });
    const change = await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword });
    expectInvalidFields(change, "newPassword");
    expect(messagesAbout(change, "newPassword")).toEqual([CONTEXT]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("is judged at a change only after the current one: who guesses learns nothing", async () => {
    const { client, user } = await aSignedInUser(server());
    const change = { currentPassword: "wrong horse battery", newPassword: user.username };
    expectFailure(await client.post("/auth/change-password", change), 401, "INVALID_CREDENTIALS");
  });
});
