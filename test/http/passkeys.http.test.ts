import { describe, expect, test } from "vitest";
import { dummyHash } from "../../src/services/password/index.js";
import { changeAccount, claimsOf, eventsOf, PASSWORD, refusalOfAccess, signIn } from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import {
  addPasskey,
  aPasskeyOwner,
  aProof,
  aVerifiedUser,
  enrol,
  passkeySignIn,
} from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator, type Switches } from "../support/webauthn/SoftwareAuthenticator.js";

const asked = { password: PASSWORD };
const PATH = "/users/passkeys";

describeOnEveryStore("the passkeys of an account", (servers) => {
  const server = servers.shared();
  const listOf = async (userId: string) => server().store.passkeys.listByUser(userId);

  describe("adding one", () => {
    test("ends every other session, renews this one at level 2, and gives ten recovery codes with the first", async () => {
      const { user, client, sessionId, refreshToken } = await aVerifiedUser(server());
      const other = await anotherSession(server(), user._id);
      const authenticator = new SoftwareAuthenticator({ synced: true });
      const { status, body } = await enrol(client, authenticator, { asked, sent: { name: "My phone" } });
      expect(status).toBe(201);
      const [passkey] = await listOf(user._id);
      expect(body.data).toEqual({
        passkey: {
          _id: passkey?._id,
          name: "My phone",
          createdAt: server().clock.now(),
          lastUsedAt: null,
          backedUp: true,
          transports: ["hybrid", "internal"],
          aaguid: "00000000-0000-0000-0000-000000000000",
          rpId: "localhost",
          credentialId: authenticator.credentialIds[0],
        },
        recoveryCodes: expect.any(Array),
        accessToken: expect.any(String),
        refreshToken: expect.any(String),
      });
      expect((body.data as unknown as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10);
      expect(passkey).toMatchObject({ userId: user._id, userVerified: true, counter: 0, spent: [] });
      expect(claimsOf(body.data.accessToken)).toMatchObject({ sid: sessionId, acr: "aal2" });
      expect(await refusalOfAccess(server(), other.accessToken)).toBe("SESSION_REVOKED");
      const reuse = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
      expect(reuse.status).toBe(401);
      expect(await server().store.users.byId(user._id)).toMatchObject({
        epoch: 1,
        factorsSince: server().clock.now(),
        epochEnds: [{ cause: "factor-change" }],
      });
      expect((await passkeySignIn(new TestClient(server().api), authenticator)).status).toBe(200);
    });

    test("is mailed to the owner, and in the log", async () => {
      const { user, client } = await aVerifiedUser(server());
      await enrol(client, new SoftwareAuthenticator(), { asked });
      const mails = (await server().mails()).filter(({ to }) => to === user.email);
      expect(mails.map(({ subject }) => subject)).toEqual(["A passkey was added at Latchkey"]);
      const event = (await eventsOf(server(), user._id)).find(({ name }) => name === "passkey_added");
      expect(event?.detail).toEqual({ name: "Security key" });
    });

    test("asks then for a second factor with the password, and a later one brings no codes", async () => {
      const { user, client } = await aVerifiedUser(server());
      await enrol(client, new SoftwareAuthenticator(), { asked });
      const login = await new TestClient(server().api).post("/auth/login", {
        username: user.username,
        password: PASSWORD,
      });
      expect([login.status, login.body.code]).toEqual([401, "SECOND_FACTOR_REQUIRED"]);
      const { status, body } = await enrol(client, new SoftwareAuthenticator(), { asked });
      expect(status).toBe(201);
      expect(body.data).not.toHaveProperty("recoveryCodes");
    });

    test("the options name those that are there, so that no device makes a second one", async () => {
      const { client } = await aVerifiedUser(server());
      const authenticator = new SoftwareAuthenticator();
      await enrol(client, authenticator, { asked });
      await expect(enrol(client, authenticator, { asked })).rejects.toThrow("InvalidStateError");
    });

    test("takes the password, and a young proof of the factor where there is one", async () => {
      const { client } = await aVerifiedUser(server());
      expectInvalidFields(await client.post(`${PATH}/options`, {}), "password");
      expectFailure(await client.post(`${PATH}/options`, { password: "wrong" }), 401, "INVALID_CREDENTIALS");
      await enrol(client, new SoftwareAuthenticator(), { asked });
      server().clock.advance(11 * MINUTE);
      expectFailure(await client.post(`${PATH}/options`, asked), 401, "REAUTHENTICATION_REQUIRED");
    });

    test("waits until the address is verified", async () => {
      const { user, client } = await aVerifiedUser(server());
      await changeAccount(server(), user._id, { emailVerifiedAt: null });
      expectFailure(await client.post(`${PATH}/options`, asked), 403, "EMAIL_NOT_VERIFIED");
    });

    test.each<[string, Switches]>([
      ["another origin", { origin: "https://evil.example" }],
      ["another domain", { rpId: "evil.example" }],
      ["another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
      ["its user not verified", { userVerified: false }],
    ])("one with %s is 400 that names the credential, and nothing changes", async (_what, switches) => {
      const { user, client } = await aVerifiedUser(server());
      const before = await server().store.users.byId(user._id);
      const response = await enrol(client, new SoftwareAuthenticator(), { asked, switches });
      expectInvalidFields(response, "credential");
      expect(await listOf(user._id)).toEqual([]);
      expect(await server().store.users.byId(user._id)).toEqual(before);
    });

    test("a known credential is 409, also that of another user", async () => {
      const { passkey } = await aPasskeyOwner(server());
      const { user, client } = await aVerifiedUser(server());
      const switches = { credentialId: passkey.credentialId };
      const response = await enrol(client, new SoftwareAuthenticator(), { asked, switches });
      expectFailure(response, 409, "PASSKEY_EXISTS");
      expect(await listOf(user._id)).toEqual([]);
      expect(await server().store.passkeys.get(passkey._id)).toEqual(passkey);
    });

    test("a flow is of its session, its account and its purpose, and ends after five minutes", async () => {
      const [ada, eve] = [await aVerifiedUser(server()), await aVerifiedUser(server())];
      const { body } = await ada.client.post(`${PATH}/options`, asked);
      const { flow, options } = body.data as unknown as { flow: string; options: never };
      const credential = new SoftwareAuthenticator().register(options);
      expectFailure(await eve.client.post(PATH, { flow, credential }), 400, "FLOW_INVALID");
      const { client: second } = await signIn(server(), ada.user);
      expectFailure(await second.post(PATH, { flow, credential }), 400, "FLOW_INVALID");
      const nobody = new TestClient(server().api);
      expectFailure(await nobody.post(PATH, { flow, credential }), 401, "ACCESS_TOKEN_MISSING");
      server().clock.advance(5 * MINUTE);
      expectFailure(await ada.client.post(PATH, { flow, credential }), 400, "FLOW_INVALID");
    });

    test("ends at twenty", async () => {
      const { user, client } = await aVerifiedUser(server());
      for (let index = 0; index < 19; index += 1) await addPasskey(server(), user, new SoftwareAuthenticator());
      const token = await passkeyClient(user);
      expect((await enrol(token, new SoftwareAuthenticator(), { asked })).status).toBe(201);
      expectFailure(await token.post(`${PATH}/options`, asked), 409, "PASSKEY_LIMIT");
      expect(await listOf(user._id)).toHaveLength(20);
      expectFailure(await client.get(PATH), 401, "SESSION_REVOKED");
    });

    test("twenty at once never make twenty-one", async () => {
      const { user } = await aVerifiedUser(server());
      for (let index = 0; index < 15; index += 1) await addPasskey(server(), user, new SoftwareAuthenticator());
      const client = await passkeyClient(user);
      const bodies: object[] = [];
      for (let index = 0; index < 20; index += 1) {
        const { body } = await client.post(`${PATH}/options`, asked);
        const { flow, options } = body.data as unknown as { flow: string; options: never };
        bodies.push({ flow, credential: new SoftwareAuthenticator().register(options) });
      }
      const answers = await race((index) => client.post(PATH, bodies[index]), 20);
      const stored = await listOf(user._id);
      expect(stored.length).toBeLessThanOrEqual(20);
      const known = new Set(stored.map(({ credentialId }) => credentialId));
      const added = answers.filter(({ status }) => status === 201);
      for (const { body } of added) expect(known).toContain(passkeyOf(body.data).credentialId);
    });

    async function passkeyClient(user: Parameters<typeof addPasskey>[1]): Promise<TestClient> {
      const authenticator = new SoftwareAuthenticator();
      await addPasskey(server(), user, authenticator, {});
      const client = new TestClient(server().api);
      await passkeySignIn(client, authenticator);
      // It was needed for the sign-in alone.
      const [last] = (await listOf(user._id)).filter(({ credentialId }) =>
        authenticator.credentialIds.includes(credentialId),
      );
      await server().store.passkeys.delete({ id: last?._id ?? "", userId: user._id });
      return client;
    }
  });

  test("are listed oldest first, without their keys, to nobody else", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    server().clock.advance(MINUTE);
    await addPasskey(server(), user, new SoftwareAuthenticator({ synced: true }), { name: "Laptop" });
    const client = new TestClient(server().api);
    await passkeySignIn(client, authenticator);
    const { status, body } = await client.get(PATH);
    expect(status).toBe(200);
    const list = body.data as unknown as Record<string, unknown>[];
    expect(list.map(({ name }) => name)).toEqual(["Phone", "Laptop"]);
    for (const passkey of list) {
      expect(Object.keys(passkey)).toEqual([
        "_id",
        "name",
        "createdAt",
        "lastUsedAt",
        "backedUp",
        "transports",
        "aaguid",
        "rpId",
        "credentialId",
      ]);
    }
    const stranger = await aVerifiedUser(server());
    expect((await stranger.client.get(PATH)).body.data).toEqual([]);
  });

  test("are renamed by their owner alone, and the log says so", async () => {
    const { user, authenticator, passkey } = await aPasskeyOwner(server());
    const client = new TestClient(server().api);
    await passkeySignIn(client, authenticator);
    const { status, body } = await client.send("PATCH", `${PATH}/${passkey._id}`, { json: { name: " Work  key " } });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ _id: passkey._id, name: "Work  key" });
    const event = (await eventsOf(server(), user._id)).find(({ name }) => name === "passkey_renamed");
    expect(event?.detail).toEqual({ name: "Work  key" });
    const stranger = await aVerifiedUser(server());
    const theirs = await stranger.client.send("PATCH", `${PATH}/${passkey._id}`, { json: { name: "Mine" } });
    expectFailure(theirs, 404, "NOT_FOUND");
    expect(await server().store.passkeys.get(passkey._id)).toMatchObject({ name: "Work  key" });
    for (const name of ["", " ", "a\u202eb", "x".repeat(65), 1]) {
      expectInvalidFields(await client.send("PATCH", `${PATH}/${passkey._id}`, { json: { name } }), "name");
    }
  });

  describe("removing one", () => {
    const remove = (client: TestClient, id: string, json: object = asked) =>
      client.send("DELETE", `${PATH}/${id}`, { json });

    test("ends what it opened, with every other session, and renews this one", async () => {
      const { user, authenticator, passkey } = await aPasskeyOwner(server());
      const second = new SoftwareAuthenticator();
      await addPasskey(server(), user, second);
      const [thief, owner] = [new TestClient(server().api), new TestClient(server().api)];
      const stolen = await passkeySignIn(thief, authenticator);
      await passkeySignIn(owner, second);
      const { status, body } = await remove(owner, passkey._id);
      expect(status).toBe(200);
      expect(Object.keys(body.data).sort()).toEqual(["accessToken", "refreshToken"]);
      expect(await refusalOfAccess(server(), stolen.body.data.accessToken)).toBe("SESSION_REVOKED");
      expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
      expectFailure(await passkeySignIn(thief, authenticator), 401, "PASSKEY_INVALID");
      expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toContain("passkey_removed");
      const subjects = (await server().mails()).filter(({ to }) => to === user.email).map(({ subject }) => subject);
      expect(subjects).toContain("A passkey was removed at Latchkey");
    });

    test("takes the password and a young proof, and somebody else's does not exist", async () => {
      const { authenticator, passkey } = await aPasskeyOwner(server());
      const client = new TestClient(server().api);
      await passkeySignIn(client, authenticator);
      expectInvalidFields(await remove(client, passkey._id, {}), "password");
      expectFailure(await remove(client, passkey._id, { password: "wrong" }), 401, "INVALID_CREDENTIALS");
      const other = await aPasskeyOwner(server());
      expectFailure(await remove(client, other.passkey._id), 404, "NOT_FOUND");
      server().clock.advance(11 * MINUTE);
      expectFailure(await remove(client, passkey._id), 401, "REAUTHENTICATION_REQUIRED");
      expect(await server().store.passkeys.get(passkey._id)).not.toBeNull();
      expect(await server().store.passkeys.get(other.passkey._id)).not.toBeNull();
    });

    test("the last one of an account with a password leaves it to the password, and ends the recovery codes", async () => {
      const { user, client } = await aVerifiedUser(server());
      const { body } = await enrol(client, new SoftwareAuthenticator(), { asked });
      expect((await remove(client, passkeyOf(body.data)._id)).status).toBe(200);
      expect((await signIn(server(), user)).accessToken).not.toBe("");
      expect(await server().store.secondFactors.get(user._id)).toMatchObject({ recoveryCodes: [], madeAt: null });
    });

    test("the last one of an account without a password stays: 409 LAST_METHOD", async () => {
      const { authenticator, passkey } = await aPasskeyOwner(server(), { passwordHash: dummyHash() });
      const client = new TestClient(server().api);
      await passkeySignIn(client, authenticator);
      expectFailure(await remove(client, passkey._id, {}), 409, "LAST_METHOD");
      expect(await server().store.passkeys.get(passkey._id)).not.toBeNull();
      expect((await client.get(PATH)).status).toBe(200);
    });

    test("of the last two at once one stays", async () => {
      const { user, authenticator, passkey } = await aPasskeyOwner(server(), { passwordHash: dummyHash() });
      const second = await addPasskey(server(), user, new SoftwareAuthenticator());
      const client = new TestClient(server().api);
      await passkeySignIn(client, authenticator);
      const ids = [passkey._id, second._id];
      await race((index) => remove(client, ids[index % 2] ?? "", {}), 10);
      expect((await listOf(user._id)).length).toBeGreaterThan(0);
    });
  });

  test("a proof of somebody else's passkey is none for a pending sign-in, and the own names its passkeys", async () => {
    const { user, authenticator, passkey } = await aPasskeyOwner(server());
    const other = await aPasskeyOwner(server());
    const client = new TestClient(server().api);
    const { body } = await client.post("/auth/login", { username: user.username, password: PASSWORD });
    const { flow } = (body as unknown as { challenge: { flow: string } }).challenge;
    const asking = await client.post("/auth/passkeys/options", { flow });
    expect(asking.body.data).toMatchObject({
      options: { allowCredentials: [{ type: "public-key", id: passkey.credentialId, transports: ["usb"] }] },
    });
    await expect(aProof(client, other.authenticator, { flow })).rejects.toThrow("NotAllowedError");
    expect((await aProof(client, authenticator, { flow })).credential.id).toBe(passkey.credentialId);
  });
});

function passkeyOf(data: unknown): { _id: string; credentialId: string } {
  return (data as { passkey: { _id: string; credentialId: string } }).passkey;
}
