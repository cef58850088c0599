import { expect, test } from "vitest";
import { dummyHash } from "../../src/services/password/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { newId } from "../../src/utils/ids.js";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  changeAccount,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
} from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { linkFrom, resetLink, verificationLink } from "../support/http/links.js";
import { registrantOf } from "../support/http/registrant.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";
import { anEmailCodesRecord, anIdentity } from "../support/records.js";
import { everythingOf, NOTHING } from "../support/store/everythingOf.js";
import { tally } from "../support/tally.js";

const VERIFY = "/auth/verify-email";
const WRONG = "wrong horse battery";
const PHONE = { headers: { "user-agent": "Phone/1.0" } };

/** Opens the link in a browser that knows nothing of the account. */
function open(server: TestServer, json: { token: string; password?: string; notMe?: boolean }) {
  return new TestClient(server.api).post(VERIFY, json);
}

describeOnEveryStore("a verification link in a browser that did not register", (servers) => {
  const server = servers.shared();

  test("is answered with who registered, when and from where; it changes nothing and stays valid", async () => {
    const registration = aRegistration();
    const browser = new TestClient(server().api);
    const register = () => browser.post("/auth/register", registration, PHONE);
    const token = await linkFrom(server(), registration.email, register);
    const user = await server().store.users.byLogin({ email: registration.email });
    server().clock.advance(MINUTE);

    const response = await open(server(), { token });
    expectFailure(response, 409, "REGISTRATION_UNCONFIRMED");
    const { fullName, username } = registration;
    const from = { createdAt: user?.createdAt, userAgent: "Phone/1.0", ip: "127.0.0.1" };
    expect(response.body.registration).toEqual({ fullName, username, ...from });
    expect(await server().store.users.byId(user?._id ?? "")).toEqual(user);
    expect((await browser.post(VERIFY, { token })).status).toBe(200);
  });

  test("names no device and no address where the audit log has none", async () => {
    const { fullName, username, createdAt, ...user } = await anAccount(server());
    const { body } = await open(server(), { token: await verificationLink(server(), user) });
    expect(body.registration).toEqual({ fullName, username, createdAt, userAgent: null, ip: null });
  });

  test("verifies with the password of the account, and everything stays", async () => {
    const { user, accessToken, refreshToken } = await aSignedInUser(server());
    const token = await verificationLink(server(), user);
    server().clock.advance(MINUTE);
    const { status, body, setCookies } = await open(server(), { token, password: PASSWORD });
    expect([status, setCookies]).toEqual([200, []]);
    expect(body.data).toMatchObject({ _id: user._id, emailVerified: true });
    const now = server().clock.now();
    const verified = { ...user, emailVerifiedAt: now, updatedAt: now, version: 1 };
    expect(await server().store.users.byId(user._id)).toEqual(verified);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toContain("email_verified");
  });

  test("is refused with a wrong password, which is recorded, and the link stays valid", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    expectFailure(await open(server(), { token, password: WRONG }), 401, "INVALID_CREDENTIALS");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await eventsOf(server(), user._id)).toMatchObject([{ name: "password_refused" }]);
    expect((await open(server(), { token, password: PASSWORD })).status).toBe(200);
  });

  test("verifies in a session of the account, with the cookie", async () => {
    const { user, client } = await aSignedInUser(server());
    const token = await verificationLink(server(), user);
    expect((await client.post(VERIFY, { token })).status).toBe(200);
  });

  test("verifies in a session of the account, with the bearer token", async () => {
    const { user, accessToken: bearer } = await aSignedInUser(server());
    const token = await verificationLink(server(), user);
    expect((await new TestClient(server().api).post(VERIFY, { token }, { bearer })).status).toBe(200);
  });

  test("is not confirmed by a session of another account, nor by a token that is wrong, malformed or over", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    const other = await aSignedInUser(server());
    expectFailure(await other.client.post(VERIFY, { token }), 409, "REGISTRATION_UNCONFIRMED");
    const ended = await anotherSession(server(), user._id);
    await ended.client.post("/auth/logout", {}, { bearer: ended.accessToken });
    const old = await anotherSession(server(), user._id);
    for (const bearer of ["x", "x, y", ended.accessToken]) {
      const response = await new TestClient(server().api).post(VERIFY, { token }, { bearer });
      expectFailure(response, 409, "REGISTRATION_UNCONFIRMED");
    }
    server().clock.advance(HOUR / 2);
    expectFailure(await old.client.post(VERIFY, { token }), 409, "REGISTRATION_UNCONFIRMED");
  });

  test("is not confirmed by the cookie of another registration", async () => {
    const [user, other] = [await anAccount(server()), await anAccount(server())];
    const token = await verificationLink(server(), user);
    expectFailure(await registrantOf(server(), other).post(VERIFY, { token }), 409, "REGISTRATION_UNCONFIRMED");
  });

  test("verifies at once an account without a password: nobody can have got in", async () => {
    const user = await anAccount(server(), { passwordHash: dummyHash() });
    expect((await open(server(), { token: await verificationLink(server(), user) })).status).toBe(200);
  });

  test("asks for an account without a password that an account at a provider signs in to", async () => {
    const user = await anAccount(server(), { passwordHash: dummyHash() });
    await server().store.identities.create(anIdentity({ userId: user._id }));
    const token = await verificationLink(server(), user);
    expectFailure(await open(server(), { token }), 409, "REGISTRATION_UNCONFIRMED");
    expect(await server().store.users.byId(user._id)).toMatchObject({ emailVerifiedAt: null });
  });

  // Else a wrong password would show the holder of a link that it is wrong.
  test.each([undefined, WRONG, PASSWORD])(
    "verifies at once a verified address, with the password %s",
    async (password) => {
      const user = await anAccount(server());
      const token = await verificationLink(server(), user);
      await changeAccount(server(), user._id, { emailVerifiedAt: 1 });
      expect((await open(server(), { token, ...(password !== undefined && { password }) })).status).toBe(200);
      expect(await server().store.users.byId(user._id)).toMatchObject({ emailVerifiedAt: 1 });
      expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toEqual(["email_verified"]);
    },
  );

  test("takes one answer: password and notMe together are refused by name", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    expectInvalidFields(await open(server(), { token, password: PASSWORD, notMe: true }), "notMe");
    for (const notMe of ["yes", 1, {}]) {
      expectInvalidFields(await new TestClient(server().api).post(VERIFY, { token, notMe }), "notMe");
    }
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await open(server(), { token, password: PASSWORD, notMe: false })).status).toBe(200);
  });
});

describeOnOneStore("who registered", (servers) => {
  const server = servers.shared();

  test("is found however many events the account has caused since", async () => {
    const { body } = await new TestClient(server().api).post("/auth/register", aRegistration(), PHONE);
    const { _id: userId, email, createdAt } = body.data;
    await server().quiet();
    const event = {
      userId,
      name: "data_exported",
      sessionId: null,
      at: createdAt,
      ip: null,
      userAgent: null,
      detail: {},
    };
    for (let nth = 0; nth < 600; nth += 1) await server().store.audit.append({ ...event, _id: newId(createdAt + 1) });
    const response = await open(server(), { token: await verificationLink(server(), { email }) });
    expect(response.body.registration).toMatchObject({ userAgent: "Phone/1.0", ip: "127.0.0.1" });
  });
});

describeOnEveryStore("saying at the link that it was not me", (servers) => {
  const server = servers.shared();

  test("deletes the account with everything, ends its sessions, frees its names and sends no mail", async () => {
    const { user, client, accessToken, refreshToken } = await aSignedInUser(server());
    await client.send("PATCH", "/users/settings", { json: { fullName: "Eve" } });
    await resetLink(server(), user);
    const token = await verificationLink(server(), user);
    await server().store.identities.create(anIdentity({ userId: user._id }));
    await server().store.emailCodes.create(anEmailCodesRecord({ _id: user._id }));
    const mails = (await server().mails()).length;

    const { status, body, setCookies } = await open(server(), { token, notMe: true });
    expect([status, body.data, setCookies]).toEqual([200, {}, []]);
    expect(body.message).toBe("The account and all its data were deleted.");
    expect(await server().store.users.byId(user._id)).toBeNull();
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), refreshToken)).not.toBeNull();
    expect(await server().mails()).toHaveLength(mails);
    expect(server().log.filter((line) => line.includes("account_deleted"))).toHaveLength(1);
    const { username, email } = user;
    const again = await new TestClient(server().api).post("/auth/register", { ...aRegistration(), username, email });
    expect(again.status).toBe(201);
  });

  test("needs no cookie and no session, and is the same in the browser that registered", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    expect((await registrantOf(server(), user).post(VERIFY, { token, notMe: true })).status).toBe(200);
    expect(await server().store.users.byId(user._id)).toBeNull();
  });

  test("does nothing once the address is verified", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    await changeAccount(server(), user._id, { emailVerifiedAt: 1 });
    expectFailure(await open(server(), { token, notMe: true }), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ emailVerifiedAt: 1 });
  });

  test("does nothing by a link that is old, replaced, of another purpose or made up", async () => {
    const user = await anAccount(server());
    const replaced = await verificationLink(server(), user);
    const old = await verificationLink(server(), user);
    server().clock.advance(HOUR);
    for (const token of [replaced, old, await resetLink(server(), user), "A".repeat(43)]) {
      expectFailure(await open(server(), { token, notMe: true }), 400, "LINK_INVALID");
    }
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("of fifty at once exactly one succeeds", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    const responses = await Promise.all(Array.from({ length: 50 }, () => open(server(), { token, notMe: true })));
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 49 });
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
  });

  test("against the registrant at the same moment: one of both succeeds, and the stored account agrees", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    const registrant = registrantOf(server(), user);
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        (at % 2 ? registrant : new TestClient(server().api)).post(VERIFY, at % 2 ? { token } : { token, notMe: true }),
      ),
    );
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 49 });
    const winner = responses.findIndex(({ status }) => status === 200);
    const stored = await server().store.users.byId(user._id);
    if (winner % 2) expect(stored).toMatchObject({ emailVerifiedAt: expect.any(Number) });
    else expect(stored).toBeNull();
  });

  // An outage is no answer about a link.
  test("while the store is down it is 503, as with a password, and the link stays valid", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    for (const answer of [{ notMe: true }, { password: PASSWORD }, {}]) {
      server().probe.breakWith(new StoreUnavailableError("gone", { cause: new Error("refused") }));
      const response = await open(server(), { token, ...answer });
      server().probe.heal();
      expectFailure(response, 503, "STORE_UNAVAILABLE");
    }
    expect((await open(server(), { token, notMe: true })).status).toBe(200);
  });
});

describeOnEveryStore("a password that is entered at a link", (servers) => {
  const server = servers.shared({ rateLimit: "on" });

  test("counts as a sign-in with the address: ten wrong ones, and neither way is open to a stranger", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    const guesses = await Promise.all(Array.from({ length: 30 }, () => open(server(), { token, password: WRONG })));
    expect(tally(guesses)).toEqual({ INVALID_CREDENTIALS: 10, RATE_LIMITED: 20 });
    expectFailure(await open(server(), { token, password: PASSWORD }), 429, "RATE_LIMITED");
    const { email } = user;
    const login = await new TestClient(server().api).post("/auth/login", { email, password: PASSWORD });
    expectFailure(login, 429, "RATE_LIMITED");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await registrantOf(server(), user).post(VERIFY, { token })).status).toBe(200);
  });

  test("has the limit of its own that a known browser has", async () => {
    const user = await anAccount(server());
    const { client } = await signIn(server(), user, { browser: true });
    await client.post("/auth/logout");
    const token = await verificationLink(server(), user);
    await Promise.all(Array.from({ length: 11 }, () => open(server(), { token, password: WRONG })));
    expect((await client.post(VERIFY, { token, password: PASSWORD })).status).toBe(200);
  });

  test("resets the counter when it is right", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    for (let nth = 0; nth < 9; nth += 1) await open(server(), { token, password: WRONG });
    expect((await open(server(), { token, password: PASSWORD })).status).toBe(200);
    const { email } = user;
    for (let nth = 0; nth < 9; nth += 1) {
      const login = await new TestClient(server().api).post("/auth/login", { email, password: WRONG });
      expectFailure(login, 401, "INVALID_CREDENTIALS");
    }
  });
});

describeOnEveryStore("the cookie of a registration", (servers) => {
  const register = (server: TestServer) => new TestClient(server.api).post("/auth/register", aRegistration());

  test("is Strict whatever the setting says, for no script, and lives as long as the link", async () => {
    const server = await servers.own({ cookieSameSite: "lax" });
    const { setCookies } = await register(server);
    expect(setCookies).toHaveLength(1);
    const [pair, ...attributes] = (setCookies[0] ?? "").split("; ");
    expect(pair).toMatch(/^registration=[\w-]{51}$/);
    expect(attributes.filter((attribute) => !attribute.startsWith("Expires=")).sort()).toEqual(
      ["HttpOnly", "Max-Age=3600", "Path=/", "SameSite=Strict"].sort(),
    );
  });

  test("belongs to the host on https", async () => {
    const server = await servers.own({ publicUrl: "https://auth.example.com", trustProxy: "loopback" });
    const { setCookies } = await register(server);
    expect(setCookies[0]).toMatch(/^__Host-registration=.*; Secure/);
  });

  test("gives no access, and a refused registration sets none", async () => {
    const server = await servers.own();
    const registration = aRegistration();
    const client = new TestClient(server.api);
    expect((await client.post("/auth/register", registration)).status).toBe(201);
    expectFailure(await client.get("/users/profile"), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await client.post("/auth/refresh-token"), 401, "REFRESH_TOKEN_MISSING");
    expectFailure(await client.post("/auth/register", registration), 409, "USER_EXISTS");
  });
});
