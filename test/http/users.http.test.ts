import { expect, test } from "vitest";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  signIn,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";

async function eventNamesOf(server: TestServer, userId: string): Promise<string[]> {
  return (await eventsOf(server, userId)).map(({ name }) => name);
}

describeOnEveryStore("the profile and its settings", (servers) => {
  const server = servers.shared();
  test("the profile is the public user, as stored right now", async () => {
    const { user, client } = await aSignedInUser(server());
    const { status, body } = await client.get("/users/profile");
    expect(status).toBe(200);
    expect(body.data).toEqual({
      _id: user._id,
      username: user.username,
      fullName: user.fullName,
      email: user.email,
      avatarUrl: null,
      emailVerified: false,
      roles: [],
      createdAt: user.createdAt,
      updatedAt: user.updatedAt,
    });
  });

  test("without a token the profile is refused", async () => {
    expectFailure(await new TestClient(server().api).get("/users/profile"), 401, "ACCESS_TOKEN_MISSING");
  });

  test("settings change what they name and nothing else", async () => {
    const { user, client } = await aSignedInUser(server());
    server().clock.advance(MINUTE);
    const { username } = aRegistration();
    const change = {
      username: username.toUpperCase(),
      fullName: " Grace Hopper ",
      avatarUrl: "https://example.com/g.png",
      password: PASSWORD,
    };
    const { status, body } = await client.send("PATCH", "/users/settings", { json: change });
    expect(status).toBe(200);
    const changed = { username, fullName: "Grace Hopper", avatarUrl: "https://example.com/g.png" };
    const updatedAt = server().clock.now();
    expect(body.data).toMatchObject({ ...changed, _id: user._id, updatedAt, createdAt: user.createdAt });
    expect(await server().store.users.byId(user._id)).toEqual({ ...user, ...changed, updatedAt, version: 1 });
    await signIn(server(), { username });
  });

  test("avatarUrl: null removes the picture; an absent one stays", async () => {
    const user = await anAccount(server(), { avatarUrl: "https://example.com/a.png" });
    const { client } = await signIn(server(), user);
    const kept = await client.send("PATCH", "/users/settings", { json: { fullName: "Ada" } });
    expect(kept.body.data.avatarUrl).toBe("https://example.com/a.png");
    const removed = await client.send("PATCH", "/users/settings", { json: { avatarUrl: null } });
    expect(removed.body.data.avatarUrl).toBeNull();
    expect(await server().store.users.byId(user._id)).toMatchObject({ avatarUrl: null, fullName: "Ada" });
  });

  test("nothing to change is 400 and writes nothing", async () => {
    const { user, client } = await aSignedInUser(server());
    for (const json of [{}, { email: "new@example.com" }, { password: "a new password", roles: ["admin"] }]) {
      const response = await client.send("PATCH", "/users/settings", { json });
      expectFailure(response, 400, "VALIDATION_FAILED");
    }
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("unknown keys are ignored: nobody makes himself an administrator, nor changes his address here", async () => {
    const { user, client } = await aSignedInUser(server());
    const json = {
      fullName: "Eve",
      roles: ["admin"],
      email: "eve@example.com",
      emailVerifiedAt: 1,
      epoch: 9,
      _id: "x",
    };
    expect((await client.send("PATCH", "/users/settings", { json })).status).toBe(200);
    expect(await server().store.users.byId(user._id)).toEqual({ ...user, fullName: "Eve", version: 1 });
  });

  test("a taken username is 409 that names the field, in whatever case, and changes nothing", async () => {
    const taken = await anAccount(server());
    const { user, client } = await aSignedInUser(server());
    const json = { username: taken.username.toUpperCase(), fullName: "Eve", password: PASSWORD };
    const response = await client.send("PATCH", "/users/settings", { json });
    expectFailure(response, 409, "USER_EXISTS");
    expect(response.body.errors?.map(({ path }) => path)).toEqual(["username"]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await server().store.users.byId(taken._id)).toEqual(taken);
  });

  test("the present username needs no password, in whatever case, and is not taken", async () => {
    const { user, client } = await aSignedInUser(server());
    for (const json of [
      { username: user.username },
      { username: ` ${user.username.toUpperCase()} `, password: "not the password" },
      { fullName: "Grace", password: "not the password" },
    ]) {
      expect((await client.send("PATCH", "/users/settings", { json })).status).toBe(200);
    }
    expect((await server().mails()).filter(({ to, link }) => to === user.email && link === "")).toEqual([]);
    expect(await eventNamesOf(server(), user._id)).not.toContain("username_changed");
  });

  test("another username without the password is 400 that names the password, and changes nothing", async () => {
    const { user, client } = await aSignedInUser(server());
    const json = { username: aRegistration().username, fullName: "Eve" };
    expectInvalidFields(await client.send("PATCH", "/users/settings", { json }), "password");
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("another username with a wrong password is 401 that ends no session, and changes nothing", async () => {
    const { user, client, accessToken } = await aSignedInUser(server());
    const json = { username: aRegistration().username, password: "wrong horse battery" };
    expectFailure(await client.send("PATCH", "/users/settings", { json }), 401, "INVALID_CREDENTIALS");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await eventNamesOf(server(), user._id)).toContain("password_refused");
  });

  test("a wrong password is refused before a taken username is reported", async () => {
    const taken = await anAccount(server());
    const { client } = await aSignedInUser(server());
    const json = { username: taken.username, password: "wrong horse battery" };
    expectFailure(await client.send("PATCH", "/users/settings", { json }), 401, "INVALID_CREDENTIALS");
  });

  test("another username is reported to the owner by mail and in the activity, with the old one", async () => {
    const { user, client } = await aSignedInUser(server());
    const { username } = aRegistration();
    await client.send("PATCH", "/users/settings", { json: { username, password: PASSWORD } });
    const notices = (await server().mails()).filter(({ to, link }) => to === user.email && link === "");
    expect(notices.map(({ subject }) => subject)).toEqual(["Your username was changed at Latchkey"]);
    const { body } = await client.get("/users/activity");
    expect(body.data).toContainEqual(
      expect.objectContaining({ name: "username_changed", detail: { from: user.username } }),
    );
  });

  test("settings end no session", async () => {
    const { client, accessToken } = await aSignedInUser(server());
    await client.send("PATCH", "/users/settings", { json: { fullName: "Grace" } });
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
  });

  test("a field that is empty or null stays as it is; only null removes the picture", async () => {
    const { user, client } = await aSignedInUser(server());
    const change = async (json: object) => {
      expect((await client.send("PATCH", "/users/settings", { json })).status).toBe(200);
      return server().store.users.byId(user._id);
    };
    const avatarUrl = "https://example.com/ada.png";
    await change({ avatarUrl });
    const kept = await change({ fullName: "Grace", username: "", avatarUrl: "" });
    expect(kept).toMatchObject({ fullName: "Grace", username: user.username, avatarUrl });
    const removed = await change({ fullName: null, username: null, avatarUrl: null });
    expect(removed).toMatchObject({ fullName: "Grace", username: user.username, avatarUrl: null });
  });
  test.each([
    [{ fullName: "" }, "fullName"],
    [{ fullName: "x".repeat(101) }, "fullName"],
    [{ fullName: null, username: "", avatarUrl: "" }, "fullName"],
    [{ username: "ab" }, "username"],
    [{ avatarUrl: "http://example.com/a.png" }, "avatarUrl"],
    [{ avatarUrl: " " }, "avatarUrl"],
  ])("refuses %j and writes nothing", async (json, field) => {
    const { user, client } = await aSignedInUser(server());
    expectInvalidFields(await client.send("PATCH", "/users/settings", { json }), field);
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });
});
