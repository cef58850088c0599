import { expect, test } from "vitest";
import { Cleanup } from "../../src/jobs/index.js";
import { hasPassword } from "../../src/services/password/index.js";
import { aRegistration, changeAccount, claimsOf, eventsOf, PASSWORD } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { resetLink, verificationLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { DAY, MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { passkeySignIn } from "../support/webauthn/passkeys.js";
import {
  type RegistrationJson,
  SoftwareAuthenticator,
  type Switches,
} from "../support/webauthn/SoftwareAuthenticator.js";

const OPTIONS = "/auth/register/passkey/options";
const PATH = "/auth/register/passkey";

function aProfile() {
  const { password: _, ...profile } = aRegistration();
  return profile;
}

async function begin(
  client: TestClient,
  authenticator: SoftwareAuthenticator,
  { profile = aProfile(), switches = {} }: { profile?: object; switches?: Switches } = {},
): Promise<{ flow: string; credential: RegistrationJson; userHandle: string }> {
  const { body } = await client.post(OPTIONS, profile);
  const { flow, options } = body.data as unknown as { flow: string; options: { user: { id: string } } };
  return { flow, credential: authenticator.register(options as never, switches), userHandle: options.user.id };
}

const passkeysIn = (server: TestServer) =>
  server.store.passkeys.listCreated({ from: 0, before: server.clock.now() + 1, limit: 1000 });

describeOnEveryStore("registering with a passkey", (servers) => {
  const server = servers.shared();
  const aClient = (browser = false) => new TestClient(server().api, { browser });
  const crashBefore = (verb: string) =>
    server().probe.before((called) => {
      if (called === verb) throw new Error("The process has ended.");
    });

  test("creates an account without a password, signs in at level 2, and gives ten recovery codes", async () => {
    const [client, authenticator, profile] = [aClient(), new SoftwareAuthenticator(), aProfile()];
    const { userHandle, ...sent } = await begin(client, authenticator, { profile });
    const { status, body } = await client.post(PATH, sent);
    expect(status).toBe(200);
    const { user, recoveryCodes } = body.data as unknown as { user: { _id: string }; recoveryCodes: string[] };
    expect(user).toMatchObject({ ...profile, emailVerified: false });
    expect(recoveryCodes).toHaveLength(10);
    expect(Buffer.from(userHandle, "base64url").toString("hex")).toBe(user._id.replaceAll("-", ""));
    expect(claimsOf(body.data.accessToken)).toMatchObject({ sub: user._id, acr: "aal2" });
    const stored = await server().store.users.byId(user._id);
    expect(hasPassword({ passwordHash: stored?.passwordHash ?? "" })).toBe(false);
    expect(stored?.factorsSince).toBe(server().clock.now());
    const events = await eventsOf(server(), user._id);
    expect(new Set(events.map(({ name }) => name))).toEqual(new Set(["registered", "signed_in"]));
    const mails = (await server().mails()).filter(({ to }) => to === profile.email);
    expect(mails.map(({ subject }) => subject)).toEqual(["Confirm your email address at Latchkey"]);
    expect((await passkeySignIn(aClient(), authenticator)).body.data.user._id).toBe(user._id);
  });

  test("the options write nothing", async () => {
    await server().quiet();
    await aClient().post(OPTIONS, aProfile());
    await server().container.background.drain();
    expect(server().probe.writes).toEqual([]);
  });

  test("sent again it is the same account, with one passkey and one set of codes", async () => {
    const { userHandle: _, ...sent } = await begin(aClient(), new SoftwareAuthenticator());
    const answers = [await aClient().post(PATH, sent), await aClient().post(PATH, sent)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const ids = answers.map(({ body }) => body.data.user._id);
    expect(new Set(ids).size).toBe(1);
    expect(await server().store.passkeys.listByUser(ids[0] ?? "")).toHaveLength(1);
    expect(answers.map(({ body }) => "recoveryCodes" in body.data)).toEqual([true, false]);
  });

  test("fifty at once are one account", async () => {
    const { userHandle: _, ...sent } = await begin(aClient(), new SoftwareAuthenticator());
    const answers = await race(() => aClient().post(PATH, sent));
    expect(new Set(answers.map(({ status, body }) => body.code ?? status))).toEqual(new Set([200]));
    const [id = "", ...more] = new Set(answers.map(({ body }) => body.data.user._id));
    expect(more).toEqual([]);
    expect(await server().store.passkeys.listByUser(id)).toHaveLength(1);
    expect((await eventsOf(server(), id)).filter(({ name }) => name === "registered")).toHaveLength(1);
    expect(answers.filter(({ body }) => "recoveryCodes" in body.data)).toHaveLength(1);
  });

  test("a taken name is refused before a passkey is made, and one that was taken meanwhile after", async () => {
    const profile = aProfile();
    const late = await begin(aClient(), new SoftwareAuthenticator(), { profile });
    await aClient().post("/auth/register", { ...profile, password: PASSWORD });
    expectFailure(await aClient().post(OPTIONS, profile), 409, "USER_EXISTS");
    const { userHandle: _, ...sent } = late;
    const response = await aClient().post(PATH, sent);
    expectFailure(response, 409, "USER_EXISTS");
    expect(response.body.errors).toHaveLength(1);
  });

  test("a known credential is 409, and the account is not created", async () => {
    const first = await begin(aClient(), new SoftwareAuthenticator());
    await aClient().post(PATH, { flow: first.flow, credential: first.credential });
    const profile = aProfile();
    const switches = { credentialId: first.credential.id };
    const { flow, credential } = await begin(aClient(), new SoftwareAuthenticator(), { profile, switches });
    expectFailure(await aClient().post(PATH, { flow, credential }), 409, "PASSKEY_EXISTS");
    expect(await server().store.users.byLogin({ email: profile.email })).toBeNull();
  });

  test("a wrong registration is 400, and an old or foreign flow too", async () => {
    const { flow, credential } = await begin(aClient(), new SoftwareAuthenticator(), {
      switches: { origin: "https://evil.example" },
    });
    expectInvalidFields(await aClient().post(PATH, { flow, credential }), "credential");
    const good = await begin(aClient(), new SoftwareAuthenticator());
    expectFailure(await aClient().post(PATH, { flow: "x", credential: good.credential }), 400, "FLOW_INVALID");
    server().clock.advance(5 * MINUTE);
    const { userHandle: _, ...late } = good;
    expectFailure(await aClient().post(PATH, late), 400, "FLOW_INVALID");
    expectInvalidFields(await aClient().post(OPTIONS, { username: "a" }), "username", "fullName", "email");
  });

  test("a passkey that a crash has left without its user opens nothing, and goes with the cleanup", async () => {
    const authenticator = new SoftwareAuthenticator();
    const { userHandle: _, ...sent } = await begin(aClient(), authenticator);
    crashBefore("users.create");
    expect((await aClient().post(PATH, sent)).status).toBe(500);
    server().probe.heal();
    const [dangling] = (await passkeysIn(server())).filter(({ credentialId }) => credentialId === sent.credential.id);
    expect(dangling).toBeDefined();
    expectFailure(await passkeySignIn(aClient(), authenticator), 401, "PASSKEY_INVALID");
    const { store, clock } = server();
    const cleanup = new Cleanup({ store, clock, auditRetention: DAY });
    await cleanup.run();
    expect(await store.passkeys.get(dangling?._id ?? "")).not.toBeNull();
    clock.advance(16 * MINUTE);
    // That of a sign-up whose name was taken meanwhile goes too.
    expect((await cleanup.run()).passkeys).toBeGreaterThan(0);
    expect(await store.passkeys.get(dangling?._id ?? "")).toBeNull();
  });

  test("after a crash between the passkey and the account, the same request goes on", async () => {
    const authenticator = new SoftwareAuthenticator();
    const { userHandle: _, ...sent } = await begin(aClient(), authenticator);
    crashBefore("users.create");
    await aClient().post(PATH, sent);
    server().probe.heal();
    expect((await aClient().post(PATH, sent)).status).toBe(200);
    expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
  });

  test("the browser that registered verifies the address by the link alone, another one is asked", async () => {
    const [client, profile] = [aClient(true), aProfile()];
    const { userHandle: _, ...sent } = await begin(client, new SoftwareAuthenticator(), { profile });
    await client.post(PATH, sent);
    const user = await server().store.users.byLogin({ email: profile.email });
    if (user === null) throw new Error("There is no account.");
    const token = await verificationLink(server(), user);
    expectFailure(await aClient().post("/auth/verify-email", { token }), 409, "REGISTRATION_UNCONFIRMED");
    for (const name of ["accessToken", "refreshToken"]) client.cookies.delete(name);
    expect((await client.post("/auth/verify-email", { token })).status).toBe(200);
  });

  test("the owner of the mailbox who resets the password takes the account from a squatter with a passkey", async () => {
    const [squatter, authenticator, profile] = [aClient(), new SoftwareAuthenticator(), aProfile()];
    const { userHandle: _, ...sent } = await begin(squatter, authenticator, { profile });
    await squatter.post(PATH, sent);
    const user = await server().store.users.byLogin({ email: profile.email });
    if (user === null) throw new Error("There is no account.");
    const token = await resetLink(server(), user);
    const newPassword = "a ship in the bay";
    expect((await aClient().post("/auth/reset-password", { token, newPassword })).status).toBe(200);
    expectFailure(await passkeySignIn(aClient(), authenticator), 401, "PASSKEY_INVALID");
    expectFailure(await aClient().post(PATH, sent), 400, "FLOW_INVALID");
    expect(await server().store.passkeys.listByUser(user._id)).toEqual([]);
    expect(await server().store.secondFactors.get(user._id)).toBeNull();
    const login = await aClient().post("/auth/login", { email: profile.email, password: newPassword });
    expect(login.status).toBe(200);
  });

  test("a reset of a verified address leaves the passkeys", async () => {
    const [client, authenticator, profile] = [aClient(), new SoftwareAuthenticator(), aProfile()];
    const { userHandle: _, ...sent } = await begin(client, authenticator, { profile });
    const { body } = await client.post(PATH, sent);
    await changeAccount(server(), body.data.user._id, { emailVerifiedAt: server().clock.now() });
    const user = await server().store.users.byLogin({ email: profile.email });
    if (user === null) throw new Error("There is no account.");
    const token = await resetLink(server(), user);
    await aClient().post("/auth/reset-password", { token, newPassword: "a ship in the bay" });
    expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
  });
});

describeOnEveryStore("registering with a passkey where the address has to be verified", (servers) => {
  const server = servers.shared({ requireVerifiedEmail: true });

  test("creates the account, opens no session, and lets this browser verify the address", async () => {
    const [client, authenticator, profile] = [
      new TestClient(server().api, { browser: true }),
      new SoftwareAuthenticator(),
      aProfile(),
    ];
    const { userHandle: _, ...sent } = await begin(client, authenticator, { profile });
    const { status, body } = await client.post(PATH, sent);
    expect([status, body.code]).toEqual([403, "EMAIL_NOT_VERIFIED"]);
    expect([...client.cookies.keys()]).toEqual(["registration"]);
    const user = await server().store.users.byLogin({ email: profile.email });
    if (user === null) throw new Error("There is no account.");
    const token = await verificationLink(server(), user);
    expect((await client.post("/auth/verify-email", { token })).status).toBe(200);
    expect((await passkeySignIn(client, authenticator)).status).toBe(200);
  });
});
