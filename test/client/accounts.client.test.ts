import { describe, expect, test, vi } from "vitest";
import { createLatchkeyClient, LatchkeyError, type SessionState } from "../../packages/client/src/index.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { aSignal } from "../support/client/signal.js";
import { startWorld, type World } from "../support/client/world.js";
import { aRegistration, PASSWORD } from "../support/http/accounts.js";
import { SECOND } from "../support/ManualClock.js";

async function aSignedInClient(world: World) {
  const { user, stored } = await world.aStoredSession();
  const storage = createSharedStorage(stored);
  const client = createLatchkeyClient({ baseUrl: world.api, storage });
  await client.start();
  return { user, storage, client };
}

async function lastToken(world: World): Promise<string> {
  return (await world.server.mails()).at(-1)?.token ?? "";
}

test("an account lives from its registration to its deletion", async () => {
  const world = await startWorld();
  const client = createLatchkeyClient({ baseUrl: world.api });
  const states: SessionState["status"][] = [];
  client.subscribe(({ status }) => states.push(status));
  const registration = aRegistration();
  const { username, email } = registration;

  expect((await client.passwordPolicy()).minLength).toBe(8);
  expect(await client.register(registration)).toMatchObject({ username, emailVerified: false });
  // A program has no cookie of the registration.
  const token = await lastToken(world);
  const refused: unknown = await client.verifyEmail(token).catch((error) => error);
  if (!(refused instanceof LatchkeyError) || refused.code !== "REGISTRATION_UNCONFIRMED") throw new Error("Verified.");
  expect(refused.registration).toMatchObject({ username, ip: "127.0.0.1" });
  expect(await client.verifyEmail(token, { password: PASSWORD })).toMatchObject({ emailVerified: true });
  expect(client.state.status).toBe("unknown");

  expect(await client.login({ email, password: PASSWORD })).toMatchObject({ username, emailVerified: true });
  expect(await client.updateSettings({ fullName: "Ada King", avatarUrl: undefined })).toMatchObject({
    fullName: "Ada King",
  });
  expect(client.state).toMatchObject({ user: { fullName: "Ada King" } });

  await client.changePassword({ currentPassword: PASSWORD, newPassword: "a stable for my horse" });
  world.clock.advance(SECOND);
  await client.changeEmail({ newEmail: `new-${email}`, password: "a stable for my horse" });
  const changed = (await world.server.mails()).find(({ to }) => to.includes(`new-${email}`));
  world.clock.advance(SECOND);
  await client.confirmEmailChange(changed?.token ?? "");
  expect(client.state).toMatchObject({ user: { email: `new-${email}` } });

  const [newest] = await client.activity({ limit: 1 });
  expect(newest?.name).toBe("email_changed");
  const [next] = await client.activity({ limit: 1, before: newest?._id });
  expect(next?.name).toBe("email_change_requested");
  expect((await client.activity()).map(({ name }) => name)).toContain("registered");
  expect((await client.exportData()).user.username).toBe(username);

  await client.forgotPassword(`new-${email}`);
  await client.resetPassword({ token: await lastToken(world), newPassword: "a meadow for my horse" });
  await expect(client.profile()).rejects.toMatchObject({ reason: "password-reset" });
  await client.login({ username, password: "a meadow for my horse", rememberMe: false });

  await client.deleteAccount("a meadow for my horse");
  expect(client.state).toEqual({ status: "signed-out", reason: "deleted" });
  await expect(client.login({ username, password: "a meadow for my horse" })).rejects.toMatchObject({
    code: "INVALID_CREDENTIALS",
  });
  expect(states).toEqual(["signed-in", "signed-in", "signed-in", "signed-out", "signed-in", "signed-out"]);
});

test("another username needs the password; a wrong one signs nobody out", async () => {
  const world = await startWorld();
  const client = createLatchkeyClient({ baseUrl: world.api });
  const registration = aRegistration();
  await client.register(registration);
  await client.login(registration);
  const { username } = aRegistration();
  await expect(client.updateSettings({ username })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  const wrong = client.updateSettings({ username, password: "not the password" });
  await expect(wrong).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
  expect(client.state).toMatchObject({ status: "signed-in", user: { username: registration.username } });
  await client.updateSettings({ username, password: PASSWORD });
  expect(client.state).toMatchObject({ user: { username } });
});

describe("sessions", () => {
  test("others are ended one by one, and one that somebody else ended first is no failure", async () => {
    const world = await startWorld();
    const { user, client } = await aSignedInClient(world);
    const others = [1, 2, 3].map(() => createLatchkeyClient({ baseUrl: world.api }));
    for (const other of others) await other.login({ username: user.username, password: PASSWORD });

    await Promise.all([client.endOtherSessions(), client.endOtherSessions()]);

    expect(await client.sessions()).toMatchObject([{ current: true }]);
    for (const other of others) await expect(other.profile()).rejects.toMatchObject({ reason: "revoked" });
  });

  test("ending the own one is signing out here", async () => {
    const world = await startWorld();
    const { client, storage } = await aSignedInClient(world);
    const [own] = await client.sessions();

    await client.endSession(own?._id ?? "");

    expect(client.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
    expect(storage.now()).toBeNull();
  });

  test("an id cannot lead to another path", async () => {
    const world = await startWorld();
    const { client } = await aSignedInClient(world);

    await expect(client.endSession("../../users/account")).rejects.toBeInstanceOf(LatchkeyError);

    expect(world.proxy.seen.at(-1)).toBe("DELETE /api/v1/auth/sessions/..%2F..%2Fusers%2Faccount");
    expect(await client.profile()).toBeDefined();
  });

  test("all end with logoutAll", async () => {
    const world = await startWorld();
    const { user, client } = await aSignedInClient(world);
    const other = createLatchkeyClient({ baseUrl: world.api });
    await other.login({ username: user.username, password: PASSWORD });

    await client.logoutAll();

    expect(client.state).toEqual({ status: "signed-out", reason: "signed-out-here" });
    await expect(other.profile()).rejects.toMatchObject({ reason: "logout-all" });
  });
});

test("a changed password replaces the tokens of this client, and waits for a refresh that is under way", async () => {
  const world = await startWorld();
  const { stored } = await world.aStoredSession();
  const storage = createSharedStorage(stored);
  const sent: string[] = [];
  const client = createLatchkeyClient({
    baseUrl: world.api,
    storage,
    fetch: (input, init) => {
      sent.push(String(input).split("/").at(-1) ?? "");
      return fetch(input, init);
    },
  });
  const arrival = aSignal();
  world.proxy.follow(({ path }) => (path.endsWith("refresh-token") ? { delay: arrival.given } : {}));

  const refreshed = client.refresh();
  const changed = client.changePassword({ currentPassword: PASSWORD, newPassword: "a stable for my horse" });
  await vi.waitUntil(() => world.count("POST /auth/refresh-token") === 1);
  expect(sent).toEqual(["refresh-token"]);
  arrival.give();
  await Promise.all([refreshed, changed]);

  expect(sent).toEqual(["refresh-token", "change-password"]);
  expect(storage.now()?.refreshToken).not.toBe(stored.refreshToken);
  expect(await client.profile()).toBeDefined();
});

test("the link of somebody else's mail does not change who is signed in", async () => {
  const world = await startWorld();
  const { user, client } = await aSignedInClient(world);
  await client.register(aRegistration());

  const verified = await client.verifyEmail(await lastToken(world), { password: PASSWORD });

  expect(verified._id).not.toBe(user._id);
  expect(client.state).toMatchObject({ user: { _id: user._id } });
});

test("an account of somebody else is deleted at the link of its mail, and nobody here is signed out", async () => {
  const world = await startWorld();
  const { client } = await aSignedInClient(world);
  const registration = aRegistration();
  await client.register(registration);

  await client.verifyEmail(await lastToken(world), { notMe: true });

  expect(await world.server.store.users.byLogin({ email: registration.email })).toBeNull();
  expect(client.state.status).toBe("signed-in");
});

test("a link is confirmed in the session of its account, also after the access token has expired", async () => {
  const world = await startWorld();
  const { user, client } = await aSignedInClient(world);
  await client.changeEmail({ newEmail: `new-${user.email}`, password: PASSWORD });
  const change = (await world.server.mails()).find(({ to }) => to.includes("new-"))?.token ?? "";
  world.clock.advance(16 * 60 * SECOND);

  expect(await client.confirmEmailChange(change)).toMatchObject({ email: `new-${user.email}` });
});

test("a link for a new address asks a client that is not signed in for the password", async () => {
  const world = await startWorld();
  const { user, client } = await aSignedInClient(world);
  await client.changeEmail({ newEmail: `new-${user.email}`, password: PASSWORD });
  const change = (await world.server.mails()).find(({ to }) => to.includes("new-"))?.token ?? "";
  const other = createLatchkeyClient({ baseUrl: world.api });

  await expect(other.confirmEmailChange(change)).rejects.toMatchObject({
    code: "REAUTHENTICATION_REQUIRED",
    status: 401,
  });
  expect(await other.confirmEmailChange(change, { password: PASSWORD })).toMatchObject({ email: `new-${user.email}` });
});

describe("a failure", () => {
  test("names the fields that are to blame", async () => {
    const world = await startWorld();
    const client = createLatchkeyClient({ baseUrl: world.api });

    const error: unknown = await client.register({ ...aRegistration(), username: "?" }).catch((caught) => caught);

    if (!(error instanceof LatchkeyError)) throw new Error("It is no LatchkeyError.");
    expect(error).toMatchObject({ name: "LatchkeyError", code: "VALIDATION_FAILED", status: 400 });
    expect(new Set(error.errors.map(({ path }) => path))).toEqual(new Set(["username"]));
  });

  test("is a union: the code decides what else is known", async () => {
    const reasonOf = (error: LatchkeyError): string => {
      switch (error.code) {
        case "SESSION_REVOKED":
        case "SESSION_EXPIRED":
        case "REFRESH_TOKEN_REUSED": {
          // Compiles only because the reason is certain here.
          const reason: string = error.reason;
          return reason;
        }
        case "NETWORK": {
          const status: 0 = error.status;
          return String(status);
        }
        default:
          return error.code;
      }
    };

    expect(reasonOf(new LatchkeyError("SESSION_REVOKED", "", { status: 401, reason: "logout" }))).toBe("logout");
    expect(reasonOf(new LatchkeyError("NETWORK", "No answer."))).toBe("0");
    expect(reasonOf(new LatchkeyError("RATE_LIMITED", ""))).toBe("RATE_LIMITED");
  });

  test("of too many attempts says how long to wait", async () => {
    const world = await startWorld({ rateLimit: "on", rateLimits: "login.account=1/15m" });
    const { username } = await world.aUser();
    const client = createLatchkeyClient({ baseUrl: world.api });
    await expect(client.login({ username, password: "wrong" })).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });

    const error: unknown = await client.login({ username, password: "wrong" }).catch((caught: unknown) => caught);

    expect(error).toMatchObject({ code: "RATE_LIMITED", status: 429 });
    expect(error instanceof LatchkeyError && error.retryAfterSeconds).toBeGreaterThan(0);
  });

  test("of a listener is reported to onError, and the other listeners are called", async () => {
    const world = await startWorld();
    const { username } = await world.aUser();
    const errors: unknown[] = [];
    const client = createLatchkeyClient({ baseUrl: world.api, onError: (error) => errors.push(error) });
    const mistake = new Error("A mistake.");
    client.on("signed-in", () => {
      throw mistake;
    });

    await client.login({ username, password: PASSWORD });

    expect(errors).toEqual([mistake]);
    expect(client.state.status).toBe("signed-in");
  });

  test("with tokens in a browser says which setting is missing", async () => {
    const world = await startWorld({ tokensInBody: "never" });
    const { username } = await world.aUser();
    const client = createLatchkeyClient({ baseUrl: world.api });

    await expect(client.login({ username, password: PASSWORD })).rejects.toThrow("TOKENS_IN_BODY");
  });
});

test("a listener that was removed is not called", async () => {
  const world = await startWorld();
  const { client } = await aSignedInClient(world);
  const heard: unknown[] = [];
  const stop = [
    client.subscribe((state) => heard.push(state)),
    client.on("signed-out", (detail) => heard.push(detail)),
  ];

  for (const end of stop) end();
  await client.logout();

  expect(heard).toEqual([]);
});
