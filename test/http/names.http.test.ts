import { expect, test } from "vitest";
import {
  aNamelessAccount,
  anAccount,
  aRegistration,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { race } from "../support/race.js";

const NONE = { username: null, fullName: null };

/** A registration with an address that no other test uses, and names or not. */
function register(server: TestServer, names: object = {}): Promise<TestResponse> {
  const { email, password } = aRegistration();
  return new TestClient(server.api).post("/auth/register", { email, password, ...names });
}

/** Signs in with any login. */
async function signedIn(server: TestServer, login: { email: string } | { username: string }): Promise<TestClient> {
  const client = new TestClient(server.api);
  const { status } = await client.post("/auth/login", { ...login, password: PASSWORD });
  expect(status).toBe(200);
  return client;
}

function patch(client: TestClient, json: object): Promise<TestResponse> {
  return client.send("PATCH", "/users/settings", { json });
}

describeOnEveryStore("with USERNAME=off and FULL_NAME=off", (servers) => {
  const server = servers.shared({ username: "off", fullName: "off" });

  test.each([
    ["has none", {}],
    ["has some", { username: "ada", fullName: "Ada Lovelace" }],
    ["has what no name can be", { username: 7, fullName: { $ne: null } }],
  ])("an email address and a password are enough, and no name is stored when the request %s", async (_what, names) => {
    const { status, body } = await register(server(), names);
    expect(status).toBe(201);
    expect(body.data).toMatchObject(NONE);
    const { _id, email } = body.data;
    expect(await server().store.users.byId(_id)).toMatchObject({ ...NONE, email });
    const client = await signedIn(server(), { email });
    expect((await client.get("/users/profile")).body.data).toMatchObject({ ...NONE, _id, email });
    expect((await client.get("/users/export")).body.data.user).toMatchObject({ ...NONE, _id });
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
  });

  test("people who register at once all get their account", async () => {
    const responses = await race(() => register(server()), 8);
    expect(responses.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(responses.map(({ body }) => body.data._id)).size).toBe(8);
  });

  test("an address belongs to one account, and the answer names that field alone", async () => {
    const { email } = (await register(server())).body.data;
    const again = await register(server(), { email });
    expectFailure(again, 409, "USER_EXISTS");
    expect(again.body.errors?.map(({ path }) => path)).toEqual(["email"]);
  });

  test("the settings read no name: alone it is nothing to change, and beside a change it is not stored", async () => {
    const { _id, email } = await aNamelessAccount(server());
    const client = await signedIn(server(), { email });
    const names = { username: "ada", fullName: "Ada", password: PASSWORD };
    const refused = await patch(client, names);
    expectInvalidFields(refused, "avatarUrl");
    expect(refused.body.errors?.[0]?.message).toBe("Give at least one of avatarUrl.");
    const avatarUrl = "https://example.com/ada.png";
    expect((await patch(client, { ...names, avatarUrl })).body.data).toMatchObject({ ...NONE, avatarUrl });
    expect(await server().store.users.byId(_id)).toMatchObject({ ...NONE, avatarUrl });
  });

  test("accounts that have a username keep it, and sign in with it or with the email address", async () => {
    const { username, fullName, email } = await anAccount(server());
    const byEmail = await signedIn(server(), { email });
    const byUsername = await signedIn(server(), { username });
    for (const client of [byEmail, byUsername]) {
      const changed = await patch(client, { avatarUrl: null, username: null, fullName: null, password: PASSWORD });
      expect(changed.body.data).toMatchObject({ username, fullName });
    }
  });

  test("a sign-in without a login asks for the email address", async () => {
    const response = await new TestClient(server().api).post("/auth/login", { password: PASSWORD });
    expectInvalidFields(response, "email");
  });

  test("a password made of the email address is refused, at registration and later", async () => {
    const made = "ada.lovelace99";
    const registration = { email: "ada.lovelace@example.com", password: made };
    expectInvalidFields(await new TestClient(server().api).post("/auth/register", registration), "password");
    const { email } = await aNamelessAccount(server(), { email: registration.email });
    const client = await signedIn(server(), { email });
    const change = { currentPassword: PASSWORD, newPassword: made };
    expectInvalidFields(await client.post("/auth/change-password", change), "newPassword");
  });

  test("mails greet nobody by name", async () => {
    const { email } = (await register(server())).body.data;
    const client = await signedIn(server(), { email });
    const change = { currentPassword: PASSWORD, newPassword: "a ship in the bay" };
    expect((await client.post("/auth/change-password", change)).status).toBe(200);
    const mails = (await server().mails()).filter(({ to }) => to === email);
    expect(mails.length).toBeGreaterThanOrEqual(2);
    for (const { text } of mails) {
      expect(text).toMatch(/^Hello,/);
      expect(text).not.toMatch(/null|~/);
    }
  });

  test("an account is deleted with the password alone", async () => {
    const { _id, email } = await aNamelessAccount(server());
    const client = await signedIn(server(), { email });
    expect((await client.send("DELETE", "/users/account", { json: { password: PASSWORD } })).status).toBe(200);
    expect(await server().store.users.byId(_id)).toBeNull();
  });
});

describeOnEveryStore("with USERNAME=optional and FULL_NAME=optional", (servers) => {
  const server = servers.shared({ username: "optional", fullName: "optional" });

  test.each([
    ["absent", {}],
    ["empty", { username: "", fullName: "" }],
    ["null", NONE],
  ])("names that are %s are none", async (_what, names) => {
    const { status, body } = await register(server(), names);
    expect(status).toBe(201);
    expect(await server().store.users.byId(body.data._id)).toMatchObject(NONE);
  });

  test("names that are there are checked, stored and unique", async () => {
    const { username } = aRegistration();
    const { body } = await register(server(), { username: username.toUpperCase(), fullName: " Ada " });
    expect(body.data).toMatchObject({ username, fullName: "Ada" });
    await signedIn(server(), { username });
    expectFailure(await register(server(), { username }), 409, "USER_EXISTS");
    expectInvalidFields(await register(server(), { username: "a", fullName: " " }), "username", "fullName");
  });

  test("a first username needs the password, and the owner gets a mail", async () => {
    const { _id, email } = await aNamelessAccount(server());
    const client = await signedIn(server(), { email });
    const { username } = aRegistration();
    expectInvalidFields(await patch(client, { username }), "password");
    expectFailure(await patch(client, { username, password: "wrong horse" }), 401, "INVALID_CREDENTIALS");
    expect(await server().store.users.byId(_id)).toMatchObject(NONE);
    expect((await patch(client, { username, password: PASSWORD })).body.data).toMatchObject({ username });
    const events = await eventsOf(server(), _id);
    expect(events.find(({ name }) => name === "username_changed")?.detail).toEqual({ from: null });
    const subjects = (await server().mails()).filter(({ to }) => to === email).map(({ subject }) => subject);
    expect(subjects.some((subject) => subject.startsWith("Your username was changed"))).toBe(true);
    await signedIn(server(), { username });
  });

  test("null removes the username, with the password; then somebody else may take it", async () => {
    const { _id, username, email } = await anAccount(server());
    const client = await signedIn(server(), { username });
    for (const json of [{ username: null }, { username: null, fullName: "Eve" }]) {
      expectInvalidFields(await patch(client, json), "password");
    }
    expect((await patch(client, { username: "", fullName: "Grace" })).body.data).toMatchObject({ username });
    const removed = await patch(client, { username: null, password: PASSWORD });
    expect(removed.body.data).toMatchObject({ username: null, fullName: "Grace" });
    expect(await refusalOfAccess(server(), client.cookies.get("accessToken") ?? "")).toBeNull();
    const byName = await new TestClient(server().api).post("/auth/login", { username, password: PASSWORD });
    expectFailure(byName, 401, "INVALID_CREDENTIALS");
    expect((await register(server(), { username })).status).toBe(201);
    const events = await eventsOf(server(), _id);
    expect(events.find(({ name }) => name === "username_changed")?.detail).toEqual({ from: username });
    await signedIn(server(), { email });
  });

  test("null removes the full name without a password; null removes no username that is missing", async () => {
    const { _id, email } = await aNamelessAccount(server(), { fullName: "Ada" });
    const client = await signedIn(server(), { email });
    expect((await patch(client, NONE)).body.data).toMatchObject(NONE);
    expect((await eventsOf(server(), _id)).map(({ name }) => name)).not.toContain("username_changed");
  });

  test("of people who want one username at once exactly one gets it", async () => {
    const { username } = aRegistration();
    const accounts = await Promise.all(Array.from({ length: 4 }, () => aNamelessAccount(server())));
    const clients = await Promise.all(accounts.map(({ email }) => signedIn(server(), { email })));
    const registrations = Array.from({ length: 4 }, () => register(server(), { username }));
    const renames = clients.map((client) => patch(client, { username, password: PASSWORD }));
    const statuses = (await Promise.all([...registrations, ...renames])).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200 || status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
  });
});

describeOnEveryStore("with names that are required, which is the default", (servers) => {
  const server = servers.shared();

  test.each([
    ["absent", {}],
    ["empty", { username: "", fullName: "" }],
    ["null", NONE],
  ])("names that are %s are refused", async (_what, names) => {
    expectInvalidFields(await register(server(), names), "username", "fullName");
  });

  test("accounts from before, without names, still sign in, and may set names", async () => {
    const { email } = await aNamelessAccount(server());
    const client = await signedIn(server(), { email });
    expect((await patch(client, { avatarUrl: null })).body.data).toMatchObject(NONE);
    const { username } = aRegistration();
    const named = await patch(client, { username, fullName: "Ada", password: PASSWORD });
    expect(named.body.data).toMatchObject({ username, fullName: "Ada" });
    await signedIn(server(), { username });
  });

  test("null removes no name", async () => {
    const { username, fullName } = await anAccount(server());
    const client = await signedIn(server(), { username });
    expectInvalidFields(await patch(client, { ...NONE, password: PASSWORD }), "fullName");
    const kept = await patch(client, { ...NONE, avatarUrl: null, password: PASSWORD });
    expect(kept.body.data).toMatchObject({ username, fullName });
  });

  test("nobody signs in with what is stored for a missing username", async () => {
    const { _id } = await aNamelessAccount(server());
    for (const username of [`~${_id}`, _id]) {
      const response = await new TestClient(server().api).post("/auth/login", { username, password: PASSWORD });
      expectInvalidFields(response, "username");
    }
  });
});

describeOnEveryStore("USERNAME=off beside FULL_NAME=required", (servers) => {
  const server = servers.shared({ username: "off" });

  test("a registration needs the full name, and the settings change it", async () => {
    expectInvalidFields(await register(server()), "fullName");
    const { body } = await register(server(), { fullName: "Ada", username: "ada" });
    expect(body.data).toMatchObject({ username: null, fullName: "Ada" });
    const client = await signedIn(server(), { email: body.data.email });
    const nothing = await patch(client, { username: "ada" });
    expect(nothing.body.errors).toEqual([{ path: "fullName", message: "Give at least one of fullName, avatarUrl." }]);
    expect((await patch(client, { fullName: "Ada King" })).body.data).toMatchObject({ fullName: "Ada King" });
  });
});
