import { expect, test } from "vitest";
import { anAccount, aRegistration, aSignedInUser, refusalOfAccess, signIn } from "../support/accounts.js";
import { describeOnEveryStore } from "../support/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/expectFailure.js";
import { MINUTE } from "../support/ManualClock.js";
import { TestClient } from "../support/TestClient.js";

describeOnEveryStore("the profile and its settings", (servers) => {
  const server = servers.shared();

  // F69, F70
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
    const json = { username: taken.username.toUpperCase(), fullName: "Eve" };
    const response = await client.send("PATCH", "/users/settings", { json });
    expectFailure(response, 409, "USER_EXISTS");
    expect(response.body.errors?.map(({ path }) => path)).toEqual(["username"]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await server().store.users.byId(taken._id)).toEqual(taken);
  });

  test("one's own username is not taken", async () => {
    const { user, client } = await aSignedInUser(server());
    const response = await client.send("PATCH", "/users/settings", { json: { username: user.username } });
    expect(response.status).toBe(200);
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

  // F71
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
