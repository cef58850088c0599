import { expect, test } from "vitest";
import { anAccount, changeAccount, claimsOf, PASSWORD } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { addPasskey, aPasskeyOwner, aProof, enrol, passkeySignIn } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../support/webauthn/SoftwareAuthenticator.js";

const SECOND = "/auth/second-factor";
const REAUTHENTICATE = "/auth/reauthenticate";

async function begin(client: TestClient, username: string): Promise<string> {
  const { body } = await client.post("/auth/login", { username, password: PASSWORD, rememberMe: false });
  expect(body.code).toBe("SECOND_FACTOR_REQUIRED");
  return (body as unknown as { challenge: { flow: string } }).challenge.flow;
}

describeOnEveryStore("a passkey as the second step of a sign-in", (servers) => {
  const server = servers.shared();
  const aClient = () => new TestClient(server().api);

  test("finishes it at level 2, with what the first step said about the browser", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const client = aClient();
    const proof = await aProof(client, authenticator, { flow: await begin(client, user.username) });
    const { status, body, setCookies } = await client.post(SECOND, proof);
    expect(status).toBe(200);
    expect(body.data.user._id).toBe(user._id);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["pwd", "hwk", "user", "mfa"], acr: "aal2" });
    expect(setCookies.find((line) => line.startsWith("refreshToken="))).not.toMatch(/Max-Age/i);
  });

  test("one of somebody else does not, and the flow stays good", async () => {
    const [ada, eve] = [await aPasskeyOwner(server()), await aPasskeyOwner(server())];
    const client = aClient();
    const flow = await begin(client, ada.user.username);
    const asked = await client.post("/auth/passkeys/options", { flow });
    const { flow: next, options } = asked.body.data as unknown as { flow: string; options: { challenge: string } };
    const credential = eve.authenticator.assert({ challenge: options.challenge, rpId: "localhost" });
    expectFailure(await client.post(SECOND, { flow: next, credential }), 401, "PASSKEY_INVALID");
    expect((await client.post(SECOND, await aProof(client, ada.authenticator, { flow }))).status).toBe(200);
  });

  test("takes the flow of its own options alone, and each flow is of its step", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const client = aClient();
    const flow = await begin(client, user.username);
    const bare = await aProof(client, authenticator);
    expectFailure(await client.post(SECOND, bare), 400, "FLOW_INVALID");
    expectFailure(await client.post(SECOND, { ...bare, flow }), 400, "FLOW_INVALID");
    const proof = await aProof(client, authenticator, { flow });
    expectFailure(await client.post("/auth/passkeys/login", proof), 400, "FLOW_INVALID");
    expectInvalidFields(await client.post(SECOND, { ...proof, code: "123456" }), "code", "credential");
    expect((await client.post(SECOND, proof)).status).toBe(200);
    expectFailure(await client.post(SECOND, proof), 401, "PASSKEY_INVALID");
  });

  test("of fifty copies of one proof one signs in", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const proof = await aProof(aClient(), authenticator, { flow: await begin(aClient(), user.username) });
    const answers = await race(() => aClient().post(SECOND, proof));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const sessions = await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 100 });
    expect(sessions).toHaveLength(1);
  });

  test("ends with the password in which the sign-in began", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const proof = await aProof(aClient(), authenticator, { flow: await begin(aClient(), user.username) });
    await changeAccount(server(), user._id, { passwordChangedAt: server().clock.now() + 1 });
    expectFailure(await aClient().post(SECOND, proof), 400, "FLOW_INVALID");
  });
});

describeOnEveryStore("confirming with a passkey that it is still the user", (servers) => {
  const server = servers.shared();

  test("makes the session fresh at level 2, and the refresh token stays", async () => {
    const { authenticator, passkey } = await aPasskeyOwner(server());
    const client = new TestClient(server().api);
    await passkeySignIn(client, authenticator);
    server().clock.advance(11 * MINUTE);
    const remove = () => client.send("DELETE", `/users/passkeys/${passkey._id}`, { json: { password: PASSWORD } });
    expectFailure(await remove(), 401, "REAUTHENTICATION_REQUIRED");
    const { status, body } = await client.post(REAUTHENTICATE, await aProof(client, authenticator));
    expect(status).toBe(200);
    expect(body.data).toEqual({ level: 2, authenticatedAt: server().clock.now(), accessToken: expect.any(String) });
    expect((await remove()).status).toBe(200);
  });

  test("one of somebody else does not, nor a proof that was used", async () => {
    const [ada, eve] = [await aPasskeyOwner(server()), await aPasskeyOwner(server())];
    const client = new TestClient(server().api);
    await passkeySignIn(client, ada.authenticator);
    expectFailure(await client.post(REAUTHENTICATE, await aProof(client, eve.authenticator)), 401, "PASSKEY_INVALID");
    const proof = await aProof(client, ada.authenticator);
    expect((await client.post(REAUTHENTICATE, proof)).status).toBe(200);
    expectFailure(await client.post(REAUTHENTICATE, proof), 401, "PASSKEY_INVALID");
    expectFailure(await client.post("/auth/passkeys/login", proof), 401, "PASSKEY_INVALID");
    expectInvalidFields(await client.post(REAUTHENTICATE, { credential: proof.credential }), "flow");
  });
});

/** Nobody has a session here without a second factor. */
const aVerifiedAccount = (some: TestServer) => anAccount(some, { emailVerifiedAt: some.clock.now() });

describeOnEveryStore("a passkey where the policy asks for a second factor", (servers) => {
  const server = servers.shared({ requireSecondFactor: "everybody" });

  async function challengeOf(some: TestServer, username: string) {
    const client = new TestClient(some.api);
    const { status, body } = await client.post("/auth/login", { username, password: PASSWORD });
    expect([status, body.code]).toEqual([403, "ENROLMENT_REQUIRED"]);
    return { client, flow: (body as unknown as { challenge: { flow: string } }).challenge.flow };
  }

  test("is added with the flow instead of a session, and signs in at level 2 with recovery codes", async () => {
    const { user } = { user: await aVerifiedAccount(server()) };
    const { client, flow } = await challengeOf(server(), user.username);
    const authenticator = new SoftwareAuthenticator();
    const { status, body } = await enrol(client, authenticator, { asked: { flow } });
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ user: { _id: user._id }, recoveryCodes: expect.any(Array) });
    expect(claimsOf(body.data.accessToken)).toMatchObject({ acr: "aal2" });
    expect((await client.get("/users/passkeys")).status).toBe(200);
    expectFailure(await client.post("/users/passkeys/options", { flow }), 400, "FLOW_INVALID");
  });

  test("works once: a flow that waits is over when there is a factor", async () => {
    const { user } = { user: await aVerifiedAccount(server()) };
    const { client, flow } = await challengeOf(server(), user.username);
    const { body } = await client.post("/users/passkeys/options", { flow });
    const { flow: next, options } = body.data as unknown as { flow: string; options: never };
    const credential = new SoftwareAuthenticator().register(options);
    await addPasskey(server(), user, new SoftwareAuthenticator());
    expectFailure(await client.post("/users/passkeys", { flow: next, credential }), 400, "FLOW_INVALID");
    expect(await server().store.passkeys.listByUser(user._id)).toHaveLength(1);
  });

  test("a pending sign-in's flow adds nothing", async () => {
    const { user } = await aPasskeyOwner(server());
    const client = new TestClient(server().api);
    const flow = await begin(client, user.username);
    expectFailure(await client.post("/users/passkeys/options", { flow }), 400, "FLOW_INVALID");
  });
});
