import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  changeAccount,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  tokensOf,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import {
  answerOf,
  aProviderUser,
  begin,
  dataOf,
  expectSpent,
  flowOf,
  linked,
  somebody,
  somebodyVerified,
  storedIdentity,
  throughProvider,
} from "../support/http/providers.js";
import { aTotpUser, aVerifiedSession, subjectsTo } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { aPasskey } from "../support/records.js";

const PATH = "/users/identities";
const FINISH = "/auth/providers/finish";

const remove = (client: TestClient, id: string, password?: string) =>
  client.send("DELETE", `${PATH}/${id}`, { json: { password } });

/** Registered with a provider, with a verified address, and signed in; no password. */
async function anOwner(server: TestServer) {
  return aProviderUser(server, somebodyVerified());
}

describeOnEveryStore("linking a provider in a session", (servers) => {
  const server = servers.shared();
  const aClient = () => new TestClient(server().api);

  test("leaves the session as it is, mails the owner, and signs in from then on", async () => {
    const { user, client } = await aVerifiedSession(server());
    const before = tokensOf(client);
    const who = somebody();
    const response = await throughProvider(server(), client, who, { purpose: "link", returnTo: "/account" });
    expect(response.status).toBe(200);
    const { identity, returnTo } = dataOf(response);
    const now = server().clock.now();
    expect(identity).toEqual({
      _id: expect.any(String),
      provider: "example",
      email: who.email,
      createdAt: now,
      lastUsedAt: now,
    });
    expect([returnTo, dataOf(response).user._id]).toEqual(["/account", user._id]);
    expect(response.setCookies.map((line) => line.split("=")[0])).toEqual(["flow-0"]);
    expect(tokensOf(client)).toEqual(before);
    expect(await refusalOfAccess(server(), before.accessToken)).toBeNull();
    expect((await client.get(PATH)).body.data).toEqual([identity]);
    expect((await client.get("/users/security")).body.data).toMatchObject({ identities: [identity] });
    const [event] = (await eventsOf(server(), user._id)).filter(({ name }) => name === "identity_linked");
    expect(event).toMatchObject({ sessionId: before.sessionId, detail: { provider: "example" } });
    expect(await subjectsTo(server(), user.email)).toContain("A way to sign in was added at Latchkey");
    expect(dataOf(await throughProvider(server(), aClient(), who)).user._id).toBe(user._id);
  });

  test("the own identity again is fine, and mails nobody", async () => {
    const { user, client } = await aVerifiedSession(server());
    const who = somebody();
    const first = await linked(server(), client, who);
    const mails = (await subjectsTo(server(), user.email)).length;
    expect(await linked(server(), client, who)).toEqual(first);
    expect(await subjectsTo(server(), user.email)).toHaveLength(mails);
  });

  test("somebody else's identity is 409 IDENTITY_TAKEN, and stays theirs", async () => {
    const { who, userId } = await aProviderUser(server());
    const { client } = await aVerifiedSession(server());
    expectSpent(await throughProvider(server(), client, who, { purpose: "link" }), 409, "IDENTITY_TAKEN");
    expect((await storedIdentity(server(), who))?.userId).toBe(userId);
  });

  test("the identity of an account that is gone is free", async () => {
    const { who, userId } = await aProviderUser(server());
    await server().store.users.delete(userId);
    const { user, client } = await aVerifiedSession(server());
    await linked(server(), client, who);
    expect((await storedIdentity(server(), who))?.userId).toBe(user._id);
  });

  test("an account whose address is not verified keeps only what it was registered with", async () => {
    const { client, user } = await aSignedInUser(server());
    const who = somebody();
    expectSpent(await throughProvider(server(), client, who, { purpose: "link" }), 403, "EMAIL_NOT_VERIFIED");
    expect(await server().store.identities.listByUser(user._id)).toEqual([]);
    const { email } = await anAccount(server(), { emailVerifiedAt: 1 });
    const flow = await flowOf(server(), somebodyVerified({ email }));
    expectFailure(await client.post(PATH, { flow, password: PASSWORD }), 403, "EMAIL_NOT_VERIFIED");
  });

  test("is finished by the very session that began it, and by nobody else", async () => {
    const { client, user } = await aVerifiedSession(server());
    const who = somebody();
    const params = answerOf(server(), who, await begin(client, { purpose: "link" }));
    const flow = client.cookies.get("flow-0") ?? "";
    const asked = server().provider.redeemed.length;
    const stranger = (await aVerifiedSession(server())).client;
    const later = (await aVerifiedSession(server())).client;
    await later.post("/auth/login", { username: user.username, password: PASSWORD });
    for (const other of [stranger, later]) {
      other.cookies.set("flow-0", flow);
      expectSpent(await other.post(FINISH, { params }), 400, "FLOW_INVALID");
    }
    const nobody = aClient();
    nobody.cookies.set("flow-0", flow);
    expectFailure(await nobody.post(FINISH, { params }), 401, "ACCESS_TOKEN_MISSING");
    expect(server().provider.redeemed).toHaveLength(asked);
    expect((await client.post(FINISH, { params })).status).toBe(200);
  });

  test("ends with the password with which it began", async () => {
    const { client } = await aVerifiedSession(server());
    const who = somebody();
    const params = answerOf(server(), who, await begin(client, { purpose: "link" }));
    await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: "a ship in the bay" });
    expectSpent(await client.post(FINISH, { params }), 400, "FLOW_INVALID");
    expect(await storedIdentity(server(), who)).toBeNull();
  });

  test("one identity linked by many users at once goes to one of them", async () => {
    const who = somebody();
    const sessions = await Promise.all(Array.from({ length: 8 }, () => aVerifiedSession(server())));
    const answers = await Promise.all(
      sessions.map(({ client }) => throughProvider(server(), client, who, { purpose: "link" })),
    );
    const codes = answers.map(({ status, body }) => body.code ?? status);
    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set([200, "IDENTITY_TAKEN"]));
    const owners = await Promise.all(sessions.map(({ user }) => server().store.identities.listByUser(user._id)));
    expect(owners.flat()).toHaveLength(1);
  });
});

describeOnEveryStore("POST /users/identities", (servers) => {
  const server = servers.shared();

  test("links what IDENTITY_NOT_LINKED was about, once the user has signed in another way", async () => {
    const { user, client } = await aVerifiedSession(server());
    const who = somebodyVerified({ email: user.email });
    const flow = await flowOf(server(), who);
    const response = await client.post(PATH, { flow, password: PASSWORD });
    expect(response.status).toBe(201);
    expect(response.body.data).toMatchObject({ provider: "example", email: user.email });
    expect((await client.post(PATH, { flow, password: PASSWORD })).body.data).toEqual(response.body.data);
    expect(await server().store.identities.listByUser(user._id)).toHaveLength(1);
    expect(dataOf(await throughProvider(server(), new TestClient(server().api), who)).user._id).toBe(user._id);
  });

  test("takes the password, and a level 2 that is fresh where the account has a factor", async () => {
    const { user, client } = await aTotpUser(server());
    const flow = await flowOf(server(), somebodyVerified({ email: user.email }));
    expectInvalidFields(await client.post(PATH, { flow }), "password");
    expectFailure(await client.post(PATH, { flow, password: "wrong horse" }), 401, "INVALID_CREDENTIALS");
    server().clock.advance(11 * MINUTE);
    expectFailure(await client.post(PATH, { flow, password: PASSWORD }), 401, "REAUTHENTICATION_REQUIRED");
    expect(await server().store.identities.listByUser(user._id)).toEqual([]);
    expectFailure(await new TestClient(server().api).post(PATH, { flow }), 401, "ACCESS_TOKEN_MISSING");
  });

  test("takes no flow of another step", async () => {
    const { client } = await aVerifiedSession(server());
    const flow = await flowOf(server(), somebody());
    expectFailure(await client.post(PATH, { flow, password: PASSWORD }), 400, "FLOW_INVALID");
  });
});

describeOnEveryStore("DELETE /users/identities/:id", (servers) => {
  const server = servers.shared();

  test("unlinks it, ends the other sessions that it opened and no others, and mails the owner", async () => {
    const { user, client } = await aVerifiedSession(server());
    const who = somebody();
    const { _id } = await linked(server(), client, who);
    const [byProvider, byPassword] = [new TestClient(server().api), new TestClient(server().api)];
    await throughProvider(server(), byProvider, who);
    await byPassword.post("/auth/login", { username: user.username, password: PASSWORD });
    expect((await remove(client, _id, PASSWORD)).status).toBe(200);
    expect(await storedIdentity(server(), who)).toBeNull();
    expect(await refusalOfAccess(server(), tokensOf(byProvider).accessToken)).toBe("SESSION_REVOKED");
    for (const other of [client, byPassword]) expect((await other.get("/users/profile")).status).toBe(200);
    const names = (await eventsOf(server(), user._id)).map(({ name }) => name);
    expect(names).toContain("identity_unlinked");
    expect(await subjectsTo(server(), user.email)).toContain("A way to sign in was removed at Latchkey");
    expectSpent(await throughProvider(server(), byProvider, who), 409, "REGISTRATION_NEEDED");
  });

  test("a sign-in that overtakes the unlinking keeps no session", async () => {
    const { client, user } = await aVerifiedSession(server());
    const who = somebody();
    const { _id } = await linked(server(), client, who);
    const late = new TestClient(server().api);
    const params = answerOf(server(), who, await begin(late));
    let isRemoved = false;
    server().probe.before(async (verb) => {
      if (verb !== "sessions.create" || isRemoved) return;
      isRemoved = true;
      await server().store.identities.delete({ id: _id, userId: user._id });
    });
    const response = await late.post(FINISH, { params });
    server().probe.heal();
    expectSpent(response, 400, "FLOW_INVALID");
    const active = await server().store.sessions.listByUser({
      userId: user._id,
      epoch: 0,
      now: server().clock.now(),
      limit: 10,
    });
    expect(active.filter(({ methods }) => methods.some(({ method }) => method === "provider:example"))).toEqual([]);
  });

  test("somebody else's and an unknown one are 404, and it takes the password", async () => {
    const { client } = await aVerifiedSession(server());
    const own = await linked(server(), client);
    const other = await aVerifiedSession(server());
    for (const id of [own._id, "of-nobody"]) expectFailure(await remove(other.client, id, PASSWORD), 404, "NOT_FOUND");
    expectInvalidFields(await remove(client, own._id), "password");
    expectFailure(await remove(client, own._id, "wrong horse"), 401, "INVALID_CREDENTIALS");
    expect((await client.get(PATH)).body.data).toHaveLength(1);
  });

  test("the last way in of an account without a password stays; with another one it goes", async () => {
    const { client, identityId, userId } = await anOwner(server());
    expectFailure(await remove(client, identityId), 409, "LAST_METHOD");
    const another = await linked(server(), client);
    expect((await remove(client, identityId)).status).toBe(200);
    expectFailure(await remove(client, another._id), 409, "LAST_METHOD");
    expect(await server().store.identities.listByUser(userId)).toHaveLength(1);
    server().clock.advance(11 * MINUTE);
    expectFailure(await remove(client, another._id), 401, "REAUTHENTICATION_REQUIRED");
  });

  test.each(["passkey", "identity"] as const)(
    "a passkey and an identity protect each other: a %s whose fellow is removed at the same moment stays",
    async (kind) => {
      const { client, identityId, userId } = await anOwner(server());
      const { store, probe } = server();
      const passkey = aPasskey({ userId });
      await store.passkeys.create(passkey);
      // Both requests have seen two ways in.
      const verb = kind === "passkey" ? "passkeys.delete" : "identities.delete";
      const fellow = kind === "passkey" ? store.identities : store.passkeys;
      probe.before(async (called) => {
        if (called !== verb) return;
        await fellow.delete({ id: kind === "passkey" ? identityId : passkey._id, userId });
      });
      const response =
        kind === "passkey"
          ? await client.send("DELETE", `/users/passkeys/${passkey._id}`, { json: {} })
          : await remove(client, identityId);
      probe.heal();
      expectFailure(response, 409, "LAST_METHOD");
      const left = await Promise.all([store.identities.listByUser(userId), store.passkeys.listByUser(userId)]);
      expect(left.flat().map(({ _id }) => _id)).toEqual([kind === "passkey" ? passkey._id : identityId]);
    },
  );

  test("fifty removals at once remove it once, and mail once", async () => {
    const { user, client } = await aVerifiedSession(server());
    const { _id } = await linked(server(), client);
    const answers = await race(() => remove(client, _id, PASSWORD));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(new Set(answers.map(({ status, body }) => body.code ?? status))).toEqual(new Set([200, "NOT_FOUND"]));
    const removed = (await subjectsTo(server(), user.email)).filter((subject) => subject.includes("removed"));
    expect(removed).toHaveLength(1);
  });

  test("a disabled account's session unlinks nothing", async () => {
    const { client, identityId, userId } = await anOwner(server());
    await changeAccount(server(), userId, { disabledAt: 1 });
    expectFailure(await remove(client, identityId), 401, "SESSION_REVOKED");
  });
});
