import { expect, test } from "vitest";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
} from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";
import { anEmailCodesRecord } from "../support/records.js";
import { callsUntilAnswer } from "../support/store/callsUntilAnswer.js";
import { tally } from "../support/tally.js";

const CHANGE = "/users/change-email";
const CONFIRM = "/auth/confirm-email-change";
const WARNING = "A new email address was requested at Latchkey";
const NOTICE = "Your email address was changed at Latchkey";

async function mailsTo(server: TestServer, address: string) {
  return (await server.mails()).filter(({ to }) => to === address);
}

describeOnEveryStore("asking for a change of the address", (servers) => {
  const server = servers.shared();

  test("warns the old address, sends a link to the new one, and changes nothing yet", async () => {
    const { user, client, sessionId } = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    const { status, body } = await client.post(CHANGE, { newEmail: ` ${newEmail.toUpperCase()} `, password: PASSWORD });
    expect(status).toBe(202);
    expect(body).toEqual({ statusCode: 202, data: {}, message: expect.any(String), success: true });
    const [warnings, links] = [await mailsTo(server(), user.email), await mailsTo(server(), newEmail)];
    expect(warnings).toMatchObject([{ subject: WARNING, link: "" }]);
    expect(links).toMatchObject([{ link: expect.stringMatching(/\/confirm-email-change#token=[\w-]{43}$/) }]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    const events = await eventsOf(server(), user._id);
    expect(events).toMatchObject([{ name: "email_change_requested", sessionId, detail: { newEmail } }]);
  });

  test("with a wrong password is refused, and nobody gets a mail", async () => {
    const { user, client, accessToken } = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    await server().quiet();
    const response = await client.post(CHANGE, { newEmail, password: "wrong horse battery" });
    expectFailure(response, 401, "INVALID_CREDENTIALS");
    expect(await mailsTo(server(), user.email)).toEqual([]);
    expect(await mailsTo(server(), newEmail)).toEqual([]);
    expect(server().probe.calls).not.toContain("queue.add");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await eventsOf(server(), user._id)).toMatchObject([{ name: "password_refused" }]);
  });

  test("to one's own address is refused by name, however it is written", async () => {
    const { user, client } = await aSignedInUser(server());
    for (const newEmail of [user.email, user.email.toUpperCase()]) {
      expectInvalidFields(await client.post(CHANGE, { newEmail, password: PASSWORD }), "newEmail");
    }
    expect(await mailsTo(server(), user.email)).toEqual([]);
  });

  test("to somebody else's address is answered alike by the same work, and sends the stranger nothing", async () => {
    const [first, second] = [await aSignedInUser(server()), await aSignedInUser(server())];
    const stranger = await anAccount(server());
    const ask = (client: TestClient, newEmail: string) =>
      callsUntilAnswer(server(), () => client.post(CHANGE, { newEmail, password: PASSWORD }));
    const free = await ask(first.client, aRegistration().email);
    const taken = await ask(second.client, stranger.email);
    expect(taken.response.status).toBe(202);
    expect(taken.response.body).toEqual(free.response.body);
    expect(taken.calls).toEqual(free.calls);
    expect(await mailsTo(server(), stranger.email)).toEqual([]);
    expect(await mailsTo(server(), second.user.email)).toMatchObject([{ subject: WARNING }]);
    for (const { user } of [first, second]) {
      const links = await server().store.oneTimeTokens.listByUser(user._id);
      expect(links.map(({ purpose }) => purpose)).toEqual(["change-email"]);
    }
    expect(await server().store.users.byId(stranger._id)).toEqual(stranger);
  });

  test("needs an access token: a password alone is not enough", async () => {
    const body = { newEmail: aRegistration().email, password: PASSWORD };
    expectFailure(await new TestClient(server().api).post(CHANGE, body), 401, "ACCESS_TOKEN_MISSING");
  });

  // Incident 13, 18, 19
  test("names every failing field and sends nothing", async () => {
    const { user, client } = await aSignedInUser(server());
    expectInvalidFields(await client.post(CHANGE, { password: 1 }), "newEmail", "password");
    expectInvalidFields(await client.post(CHANGE, { newEmail: aRegistration().email }), "password");
    for (const newEmail of [
      "",
      "ada",
      "ada＠example.com",
      `a@evil.example,${user.email}`,
      '"a b"@example.com',
      null,
      {},
    ]) {
      expectInvalidFields(await client.post(CHANGE, { newEmail, password: PASSWORD }), "newEmail");
    }
    expect(await mailsTo(server(), user.email)).toEqual([]);
  });
});

describeOnEveryStore("confirming a change of the address", (servers) => {
  const server = servers.shared();
  const confirm = (client: TestClient, token: string) => client.post(CONFIRM, { token });

  /** A signed-in user and the link to their new address. */
  async function asked() {
    const signedIn = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    return { ...signedIn, newEmail, token: await emailChangeLink(server(), signedIn.client, newEmail) };
  }

  test("in a session of the account proves the new address, and the new one signs in instead of the old", async () => {
    const { user, client, newEmail, token } = await asked();
    server().clock.advance(MINUTE);
    const { status, body, setCookies } = await confirm(client, token);
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ _id: user._id, email: newEmail, emailVerified: true });
    expect(setCookies).toEqual([]);
    const now = server().clock.now();
    const changed = { email: newEmail, emailVerifiedAt: now, updatedAt: now, version: 1 };
    expect(await server().store.users.byId(user._id)).toEqual({ ...user, ...changed });

    const login = (email: string) => new TestClient(server().api).post("/auth/login", { email, password: PASSWORD });
    expect((await login(newEmail)).status).toBe(200);
    expectFailure(await login(user.email), 401, "INVALID_CREDENTIALS");
    const event = (await eventsOf(server(), user._id)).find(({ name }) => name === "email_changed");
    expect(event).toMatchObject({ detail: { from: user.email } });
  });

  test("ends the codes that were mailed to the old address, and nobody else's", async () => {
    const { emailCodes } = server().store;
    const { user, client, token } = await asked();
    const foreign = anEmailCodesRecord();
    for (const record of [anEmailCodesRecord({ _id: user._id }), foreign]) await emailCodes.create(record);
    expect((await confirm(client, token)).status).toBe(200);
    expect(await emailCodes.get(user._id)).toBeNull();
    expect(await emailCodes.get(foreign._id)).toEqual(foreign);
  });

  test("elsewhere asks for a sign-in or the password, and the link stays valid", async () => {
    const { user, client, token } = await asked();
    const other = await aSignedInUser(server());
    const nobody = new TestClient(server().api);
    for (const stranger of [nobody, other.client]) {
      expectFailure(await confirm(stranger, token), 401, "REAUTHENTICATION_REQUIRED");
    }
    const expired = await nobody.post(CONFIRM, { token }, { bearer: "x" });
    expectFailure(expired, 401, "REAUTHENTICATION_REQUIRED");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await confirm(client, token)).status).toBe(200);
  });

  test("elsewhere takes the password of the account; a wrong one is recorded, and the link stays valid", async () => {
    const { user, newEmail, token } = await asked();
    const nobody = new TestClient(server().api);
    const wrong = await nobody.post(CONFIRM, { token, password: "wrong horse battery" });
    expectFailure(wrong, 401, "INVALID_CREDENTIALS");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toContain("password_refused");
    const { status, body, setCookies } = await nobody.post(CONFIRM, { token, password: PASSWORD });
    expect([status, body.data.email, setCookies]).toEqual([200, newEmail, []]);
    expect((await mailsTo(server(), user.email)).map(({ subject }) => subject)).toContain(NOTICE);
  });

  test("elsewhere counts wrong passwords as sign-ins: the holder of a link does not guess without limit", async () => {
    const limited = await servers.own({ rateLimit: "on" });
    const { client } = await aSignedInUser(limited);
    const token = await emailChangeLink(limited, client, aRegistration().email);
    const guess = () => new TestClient(limited.api).post(CONFIRM, { token, password: "wrong horse battery" });
    expect(tally(await Promise.all(Array.from({ length: 25 }, guess)))).toEqual({
      INVALID_CREDENTIALS: 10,
      RATE_LIMITED: 15,
    });
    expect((await confirm(client, token)).status).toBe(200);
  });

  test("keeps every session alive", async () => {
    const { user, client, accessToken, refreshToken, token } = await asked();
    const other = await anotherSession(server(), user._id, { browser: true });
    await confirm(client, token);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
    expect(await refusalOfAccess(server(), other.accessToken)).toBeNull();
  });

  test("notifies the old address, and sends the new one nothing more", async () => {
    const { user, client, newEmail, token } = await asked();
    await confirm(client, token);
    const subjects = (await mailsTo(server(), user.email)).map(({ subject }) => subject);
    expect(subjects.sort()).toEqual([WARNING, NOTICE].sort());
    expect(await mailsTo(server(), newEmail)).toHaveLength(1);
  });

  test("of many uses at once exactly one succeeds, and the link works once", async () => {
    const { user, client, newEmail, token } = await asked();
    const responses = await Promise.all(Array.from({ length: 20 }, () => confirm(client, token)));
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 19 });
    expectFailure(await confirm(client, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ email: newEmail, version: 1 });
  });

  test("by a link that is an hour old is refused", async () => {
    const { user, client, token } = await asked();
    server().clock.advance(HOUR);
    expectFailure(await confirm(client, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("by a link whose change was asked for before another one is refused", async () => {
    const { user, client, token } = await asked();
    const latest = aRegistration().email;
    const newer = await emailChangeLink(server(), client, latest);
    expectFailure(await confirm(client, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await confirm(client, newer)).body.data).toMatchObject({ email: latest });
  });

  // So the owner who reads the warning can stop it.
  test("is ended by a change of the password", async () => {
    const { user, client, token } = await asked();
    server().clock.advance(MINUTE);
    const change = { currentPassword: PASSWORD, newPassword: "a ship in the bay" };
    expect((await client.post("/auth/change-password", change)).status).toBe(200);
    expectFailure(await confirm(client, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ email: user.email, emailVerifiedAt: null });
  });

  test("to an address that somebody took meanwhile is refused like any dead link, and changes nobody", async () => {
    const { user, client, newEmail, token } = await asked();
    const stranger = await anAccount(server(), { email: newEmail });
    const response = await confirm(client, token);
    expectFailure(response, 400, "LINK_INVALID");
    // Who holds the link must not learn that the address has an account.
    expect(response.body).toEqual((await confirm(client, "A".repeat(43))).body);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await server().store.users.byId(stranger._id)).toEqual(stranger);
    expect((await mailsTo(server(), user.email)).map(({ subject }) => subject)).toEqual([WARNING]);
  });

  test("of two accounts that want one address the first to confirm gets it", async () => {
    const [ada, eve] = [await aSignedInUser(server()), await aSignedInUser(server())];
    const newEmail = aRegistration().email;
    const links = [
      { client: ada.client, token: await emailChangeLink(server(), ada.client, newEmail) },
      { client: eve.client, token: await emailChangeLink(server(), eve.client, newEmail) },
    ];
    const responses = await Promise.all(links.map(({ client, token }) => confirm(client, token)));
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 1 });
    const winner = responses[0]?.status === 200 ? ada : eve;
    expect(await server().store.users.byLogin({ email: newEmail })).toMatchObject({ _id: winner.user._id });
  });
});
