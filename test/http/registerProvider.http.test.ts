import { expect, test } from "vitest";
import { hasPassword } from "../../src/services/password/index.js";
import { identityIdOf } from "../../src/services/providers/index.js";
import { anAccount, aRegistration, changeAccount, claimsOf, eventsOf, PASSWORD } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectFailureBody, expectInvalidFields } from "../support/http/expectFailure.js";
import { resetLink, verificationLink } from "../support/http/links.js";
import {
  aProviderUser,
  dataOf,
  flowOf,
  nextOf,
  somebody,
  somebodyVerified,
  storedIdentity,
  throughProvider,
} from "../support/http/providers.js";
import { TestClient } from "../support/http/TestClient.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { anIdentity } from "../support/records.js";

const PATH = "/auth/providers/register";

describeOnEveryStore("registering with a provider", (servers) => {
  const server = servers.shared();
  const aClient = (browser = false) => new TestClient(server().api, { browser });
  const flowFor = (who = somebody()) => flowOf(server(), who);
  const crashBefore = (verb: string) =>
    server().probe.before((called) => {
      if (called === verb) throw new Error("The process has ended.");
    });

  test("creates an account without a password, signs in at level 1, and mails the link that verifies the address", async () => {
    const who = somebody();
    const client = aClient();
    const response = nextOf(await throughProvider(server(), client, who, { returnTo: "/orders" }));
    const { status, body, setCookies } = await client.post(PATH, { flow: response.flow });
    expect(status).toBe(201);
    const { user, returnTo } = dataOf({ body } as never);
    expect(returnTo).toBe("/orders");
    const { username, fullName, email } = who;
    expect(user).toMatchObject({ username, fullName, email, emailVerified: false, roles: [] });
    expect(claimsOf(body.data.accessToken)).toMatchObject({ sub: user._id, acr: "aal1" });
    expect(setCookies.some((line) => line.startsWith("registration="))).toBe(true);
    const stored = await server().store.users.byId(user._id);
    expect(hasPassword({ passwordHash: stored?.passwordHash ?? "" })).toBe(false);
    expect(stored?.factorsSince).toBeNull();
    expect(await storedIdentity(server(), who)).toMatchObject({ userId: user._id, provider: "example", email });
    const names = (await eventsOf(server(), user._id)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["registered", "signed_in"]);
    const subjects = (await server().mails()).filter(({ to }) => to === email).map(({ subject }) => subject);
    expect(subjects).toEqual(["Confirm your email address at Latchkey"]);
    // In this browser the link alone verifies it.
    const token = await verificationLink(server(), { email: email ?? "" });
    expect((await client.post("/auth/verify-email", { token })).status).toBe(200);
  });

  test.each([
    ["a trusted provider has verified it and it is unchanged", {}, true],
    ["it was changed", { email: "another" }, false],
  ])("the address counts as verified where %s: %j", async (_, change, isVerified) => {
    const body = "email" in change ? { email: aRegistration().email } : {};
    const who = somebodyVerified();
    const response = await aClient().post(PATH, { flow: await flowFor(who), ...body });
    expect(response.body.data.user.emailVerified).toBe(isVerified);
    await server().container.background.drain();
    const mails = (await server().mails()).filter(({ to }) => to === response.body.data.user.email);
    expect(mails.map(({ token }) => token !== "")).toEqual(isVerified ? [] : [true]);
  });

  test("takes what the user gives before what the provider says, and lists what neither has", async () => {
    const names = aRegistration();
    const flow = await flowFor();
    const { body } = await aClient().post(PATH, {
      flow,
      username: names.username,
      fullName: "Ada",
      email: names.email,
    });
    expect(body.data.user).toMatchObject({ username: names.username, fullName: "Ada", email: names.email });
    const bare = await flowFor(somebody({ username: null, fullName: null, email: null }));
    expectInvalidFields(await aClient().post(PATH, { flow: bare }), "username", "fullName", "email");
    expectInvalidFields(await aClient().post(PATH, { flow: bare, username: "a" }), "username");
    const { email, username, fullName } = aRegistration();
    expect((await aClient().post(PATH, { flow: bare, username, fullName, email })).status).toBe(201);
  });

  test("a taken name is 409, the flow stays usable, and the identity is free", async () => {
    const { username } = await anAccount(server());
    const who = somebody();
    const flow = await flowFor(who);
    expectFailure(await aClient().post(PATH, { flow, username }), 409, "USER_EXISTS");
    expect(await storedIdentity(server(), who)).toBeNull();
    expect((await aClient().post(PATH, { flow })).status).toBe(201);
  });

  test("sent again it signs in to the same account, as long as nothing has happened to it", async () => {
    const who = somebody();
    const flow = await flowFor(who);
    const [first, second] = [await aClient().post(PATH, { flow }), await aClient().post(PATH, { flow })];
    expect([first.status, second.status]).toEqual([201, 201]);
    const { _id, email } = second.body.data.user;
    expect(first.body.data.user._id).toBe(_id);
    expect(await server().store.identities.listByUser(_id)).toHaveLength(1);
    const token = await resetLink(server(), { email });
    await aClient().post("/auth/reset-password", { token, newPassword: "a ship in the bay" });
    expectFailure(await aClient().post(PATH, { flow }), 400, "FLOW_INVALID");
    expect(await storedIdentity(server(), who)).toBeNull();
  });

  test("fifty at once, of two flows with other names, are one account with one identity", async () => {
    const who = somebody();
    const flows = [await flowFor(who), await flowFor(who)];
    const [one, other] = [aRegistration(), aRegistration()];
    const answers = await race((racer) => {
      const { username, email } = racer % 2 === 0 ? one : other;
      return aClient().post(PATH, { flow: flows[racer % 2], username, email });
    });
    expect(new Set(answers.map(({ status, body }) => body.code ?? status))).toEqual(new Set([201]));
    const [id = "", ...more] = new Set(answers.map(({ body }) => body.data.user._id));
    expect(more).toEqual([]);
    expect((await storedIdentity(server(), who))?.userId).toBe(id);
    expect(await server().store.identities.listByUser(id)).toHaveLength(1);
    const found = await Promise.all([one, other].map(({ email }) => server().store.users.byLogin({ email })));
    expect(found.filter((user) => user !== null)).toHaveLength(1);
    expect((await eventsOf(server(), id)).filter(({ name }) => name === "registered")).toHaveLength(1);
  });

  test("after a crash between the identity and the account, the same flow goes on, and a new one takes over its id", async () => {
    const who = somebody();
    const flow = await flowFor(who);
    crashBefore("users.create");
    expect((await aClient().post(PATH, { flow })).status).toBe(500);
    server().probe.heal();
    // The request that failed has taken it back; a crash would not have.
    const left = anIdentity({ ...factsOf(who), createdAt: server().clock.now() });
    await server().store.identities.create(left);
    expectFailure(await throughAgain(who), 409, "REGISTRATION_NEEDED");
    const { status, body } = await aClient().post(PATH, { flow: await flowFor(who) });
    expect([status, body.data.user._id]).toEqual([201, left.userId]);
    expect((await storedIdentity(server(), who))?.lastUsedAt).toBe(server().clock.now());
  });

  test.each([
    ["that a registration left behind twelve hours ago", { lastUsedAt: null, age: 12 * HOUR }],
    ["of a deleted account", { lastUsedAt: 1, age: MINUTE }],
  ])("an identity %s is deleted first: nothing of its account comes back", async (_, { lastUsedAt, age }) => {
    const who = somebody();
    const old = anIdentity({ ...factsOf(who), createdAt: server().clock.now() - age, lastUsedAt });
    await server().store.identities.create(old);
    const { status, body } = await aClient().post(PATH, { flow: await flowFor(who) });
    expect(status).toBe(201);
    expect(body.data.user._id).not.toBe(old.userId);
    expect((await storedIdentity(server(), who))?.userId).toBe(body.data.user._id);
  });

  test("an identity that was linked meanwhile registers nothing and signs nobody in", async () => {
    const who = somebody();
    const flow = await flowFor(who);
    server().clock.advance(MINUTE);
    const user = await anAccount(server());
    server().clock.advance(MINUTE);
    const now = server().clock.now();
    await server().store.identities.create(anIdentity({ ...factsOf(who), userId: user._id, createdAt: now }));
    expectFailure(await aClient().post(PATH, { flow }), 400, "FLOW_INVALID");
  });

  test("the flow is over after half an hour, and no other flow is one", async () => {
    const flow = await flowFor();
    server().clock.advance(30 * MINUTE);
    expectFailure(await aClient().post(PATH, { flow }), 400, "FLOW_INVALID");
    const { email } = await anAccount(server(), { emailVerifiedAt: 1 });
    const ofLink = await flowFor(somebodyVerified({ email }));
    expectFailure(await aClient().post(PATH, { flow: ofLink }), 400, "FLOW_INVALID");
    expectFailure(await aClient().post(PATH, { flow: "x" }), 400, "FLOW_INVALID");
    expectInvalidFields(await aClient().post(PATH, {}), "flow");
  });

  test("a disabled account is not opened by its registration, sent again", async () => {
    const flow = await flowFor();
    const { body } = await aClient().post(PATH, { flow });
    await changeAccount(server(), body.data.user._id, { disabledAt: 1 });
    expectFailureBody((await aClient().post(PATH, { flow })).body, 403, "ACCOUNT_DISABLED");
  });

  test("the account gets a password by a fresh session, and then signs in with both", async () => {
    const { client, who, userId } = await aProviderUser(server(), somebodyVerified());
    const set = await client.post("/auth/change-password", { newPassword: PASSWORD });
    expect(set.status).toBe(200);
    const { username } = who;
    expect((await aClient().post("/auth/login", { username, password: PASSWORD })).status).toBe(200);
    expect(dataOf(await throughProvider(server(), aClient(), who)).user._id).toBe(userId);
  });

  const throughAgain = async (who: ReturnType<typeof somebody>) => {
    const response = await throughProvider(server(), aClient(), who);
    return { ...response, setCookies: [] };
  };
});

function factsOf({ issuer, subject }: ReturnType<typeof somebody>) {
  return { issuer, subject, _id: identityIdOf({ issuer, subject }) };
}

describeOnOneStore("registering with a provider, by the settings and the app", (servers) => {
  test("with REQUIRE_VERIFIED_EMAIL an unverified address is created and waits for the link, a verified one signs in", async () => {
    const server = await servers.own({ requireVerifiedEmail: true });
    const who = somebody();
    const { response } = await aProviderUser(server, who);
    expectFailureBody(response.body, 403, "EMAIL_NOT_VERIFIED");
    expect(response.setCookies.map((line) => line.split("=")[0])).toEqual(["registration"]);
    expect((await storedIdentity(server, who))?.lastUsedAt).not.toBeNull();
    expect((await aProviderUser(server, somebodyVerified())).response.status).toBe(201);
  });

  test("with USERNAME and FULL_NAME off no name is asked for, suggested or stored", async () => {
    const server = await servers.own({ username: "off", fullName: "off" });
    const response = await throughProvider(server, new TestClient(server.api), somebody());
    expect(nextOf(response).suggestion).toMatchObject({ username: null, fullName: null });
    const registered = await new TestClient(server.api).post(PATH, {
      flow: nextOf(response).flow,
      username: "ada",
      fullName: "Ada",
    });
    expect(registered.status).toBe(201);
    expect(registered.body.data.user).toMatchObject({ username: null, fullName: null });
  });

  test("the app's hook may refuse it, and the fields of the app have their defaults", async () => {
    const { Refusal } = await import("../../src/services/hooks/index.js");
    const seen: unknown[] = [];
    const server = await servers.own({
      hooks: {
        beforeRegister: (user) => {
          seen.push(user.email);
          if (user.email.endsWith("@example.net")) throw new Refusal("No.", { field: "email" });
        },
      },
    });
    const who = somebody({ email: "grace@example.net" });
    const flow = await flowOf(server, who);
    const refused = await new TestClient(server.api).post(PATH, { flow });
    expectFailure(refused, 400, "REFUSED_BY_APP");
    expect(await storedIdentity(server, who)).toBeNull();
    expect(seen).toEqual(["grace@example.net"]);
    const german = await new TestClient(server.api).post(
      PATH,
      { flow, email: "grace@example.com" },
      { headers: { "accept-language": "de-AT" } },
    );
    expect(german.status).toBe(201);
    expect(german.body.data.user).toMatchObject({ locale: "de-AT" });
  });
});
