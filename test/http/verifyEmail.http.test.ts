import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  changeAccount,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
} from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink, linkFrom, resetLink, verificationLink } from "../support/http/links.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { registrantOf } from "../support/http/registrant.js";
import { TestClient } from "../support/http/TestClient.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";
import type { NamedUser } from "../support/records.js";
import { callsUntilAnswer } from "../support/store/callsUntilAnswer.js";
import { tally } from "../support/tally.js";

const VERIFY = "/auth/verify-email";
const RESEND = "/auth/resend-verification";

describeOnEveryStore("verifying the address", (servers) => {
  const server = servers.shared();
  /** In the browser that registered the account. */
  const verify = (user: NamedUser, token: string) => registrantOf(server(), user).post(VERIFY, { token });

  test("the link that follows a registration verifies the address, with no session and no cookie", async () => {
    const registration = aRegistration();
    const browser = new TestClient(server().api);
    const token = await linkFrom(server(), registration.email, () => browser.post("/auth/register", registration));
    const user = await server().store.users.byLogin({ email: registration.email });
    expect(user).toMatchObject({ emailVerifiedAt: null, version: 0 });
    server().clock.advance(MINUTE);

    const { status, body, setCookies } = await browser.post(VERIFY, { token });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ _id: user?._id, email: registration.email, emailVerified: true });
    expect(body.data).not.toHaveProperty("passwordHash");
    expect(setCookies).toEqual([]);
    const now = server().clock.now();
    const stored = await server().store.users.byId(user?._id ?? "");
    expect(stored).toEqual({ ...user, emailVerifiedAt: now, updatedAt: now, version: 1 });
    const events = await eventsOf(server(), user?._id ?? "");
    expect(events.map(({ name }) => name)).toEqual(["email_verified", "registered"]);
  });

  // Incident 26, 58
  test("a link works once: the second use is refused and changes nothing", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    expect((await verify(user, token)).status).toBe(200);
    const verified = await server().store.users.byId(user._id);
    server().clock.advance(MINUTE);
    expectFailure(await verify(user, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(verified);
  });

  // Incident 3, 10
  test("of fifty uses at once exactly one succeeds", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    const responses = await Promise.all(Array.from({ length: 50 }, () => verify(user, token)));
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 49 });
    expect(await server().store.users.byId(user._id)).toMatchObject({ version: 1 });
  });

  test("a newer link ends the older one", async () => {
    const user = await anAccount(server());
    const [older, newer] = [await verificationLink(server(), user), await verificationLink(server(), user)];
    expectFailure(await verify(user, older), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await verify(user, newer)).status).toBe(200);
  });

  test("a link lives for an hour and no longer", async () => {
    const [early, late] = [await anAccount(server()), await anAccount(server())];
    const tokens = [await verificationLink(server(), early), await verificationLink(server(), late)] as const;
    server().clock.advance(HOUR - 1);
    expect((await verify(early, tokens[0])).status).toBe(200);
    server().clock.advance(1);
    expectFailure(await verify(late, tokens[1]), 400, "LINK_INVALID");
    expect(await server().store.users.byId(late._id)).toEqual(late);
  });

  // Mail programs and virus scanners open links before people do.
  test("a GET on the link's path changes nothing, and the link still works", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    await server().quiet();
    for (const path of ["/verify-email", `/verify-email?token=${token}`, `/api/v1${VERIFY}?token=${token}`]) {
      for (const method of ["GET", "HEAD"]) {
        expect((await rawRequest(server().origin, { method, path })).status).toBeGreaterThanOrEqual(400);
      }
    }
    expect(server().probe.writes).toEqual([]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await verify(user, token)).status).toBe(200);
  });

  test("after a change of the address the link to the old one is dead", async () => {
    const { user, client } = await aSignedInUser(server());
    const token = await verificationLink(server(), user);
    const change = await emailChangeLink(server(), client, aRegistration().email);
    expect((await client.post("/auth/confirm-email-change", { token: change })).status).toBe(200);
    const changed = await server().store.users.byId(user._id);
    server().clock.advance(MINUTE);
    expectFailure(await verify(user, token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(changed);
  });

  test("verifying ends no session", async () => {
    const { user, accessToken } = await aSignedInUser(server());
    const token = await verificationLink(server(), user);
    expect((await verify(user, token)).status).toBe(200);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
  });

  // Incident 14: an outage is no answer about a link.
  test("while the store is down it is 503, and the link is not used up", async () => {
    const user = await anAccount(server());
    const token = await verificationLink(server(), user);
    server().probe.breakWith(new StoreUnavailableError("gone", { cause: new Error("refused") }));
    const response = await verify(user, token);
    server().probe.heal();
    expectFailure(response, 503, "STORE_UNAVAILABLE");
    expect((await verify(user, token)).status).toBe(200);
  });
});

describeOnEveryStore("the token of a link", (servers) => {
  const server = servers.shared();
  const newPassword = "a ship in the bay";
  const send = (path: string, token: unknown) => new TestClient(server().api).post(path, { token, newPassword });
  const ROUTES = [VERIFY, "/auth/reset-password", "/auth/confirm-email-change"];

  // Incident 17, 26, 27
  test.each(ROUTES)("of %s works nowhere else, and trying it elsewhere uses nothing up", async (own) => {
    const { user, client } = await aSignedInUser(server());
    const token =
      own === VERIFY
        ? await verificationLink(server(), user)
        : own === "/auth/reset-password"
          ? await resetLink(server(), user)
          : await emailChangeLink(server(), client, aRegistration().email);
    await server().quiet();
    for (const other of ROUTES.filter((path) => path !== own)) {
      expectFailure(await send(other, token), 400, "LINK_INVALID");
    }
    const nobody = new TestClient(server().api);
    expectFailure(await nobody.get("/users/profile", { bearer: token }), 401, "ACCESS_TOKEN_INVALID");
    const refresh = await nobody.post("/auth/refresh-token", { refreshToken: token });
    expectFailure(refresh, 401, "REFRESH_TOKEN_INVALID");
    expect(server().probe.writes).toEqual([]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await client.post(own, { token, newPassword })).status).toBe(200);
  });

  test.each(ROUTES)("that is no text of one to 200 characters is refused by name: %s", async (path) => {
    await server().quiet();
    for (const token of ["", "x".repeat(201), { $ne: null }, ["x"], null, 7, true, undefined]) {
      expectInvalidFields(await send(path, token), "token");
    }
    expect(server().probe.calls).toEqual([]);
  });

  test.each(ROUTES)(
    "that is any other text is a link that is not valid, for which no store is asked: %s",
    async (path) => {
      await server().quiet();
      for (const token of [
        "x",
        "x".repeat(200),
        "é".repeat(43),
        " ".repeat(43),
        `${"A".repeat(42)}\n`,
        "A".repeat(44),
      ]) {
        expectFailure(await send(path, token), 400, "LINK_INVALID");
      }
      expect(server().probe.calls).toEqual([]);
    },
  );

  test.each(ROUTES)("that nobody sent is a link that is not valid, and nothing is written: %s", async (path) => {
    await server().quiet();
    expectFailure(await send(path, "A".repeat(43)), 400, "LINK_INVALID");
    expect(server().probe.writes).toEqual([]);
  });
});

describeOnEveryStore("asking for another verification mail", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  const resend = (email: unknown) => new TestClient(server().api).post(RESEND, { email });

  test("is answered alike for every address, by the same work; only one that waits for it gets a mail", async () => {
    const waiting = await anAccount(server());
    const verified = await anAccount(server(), { emailVerifiedAt: 1 });
    const nobody = aRegistration();
    const results = [];
    for (const { email } of [waiting, verified, nobody]) {
      results.push(await callsUntilAnswer(server(), () => resend(email)));
    }
    const [known, ...others] = results;
    expect(known?.response).toMatchObject({ status: 202, body: { statusCode: 202, data: {}, success: true } });
    expect(known?.calls).toContain("queue.add");
    for (const { response, calls } of others) {
      expect(response.status).toBe(202);
      expect(response.body).toEqual(known?.response.body);
      expect(calls).toEqual(known?.calls);
    }
    expect((await server().mails()).map(({ to }) => to)).toEqual([waiting.email]);
    expect(await server().store.oneTimeTokens.listByUser(verified._id)).toEqual([]);
  });

  test("finds the account however the address is written", async () => {
    const user = await anAccount(server());
    const ask = () => resend(` ${user.email.toUpperCase()} `);
    const token = await linkFrom(server(), user.email, ask);
    expect((await registrantOf(server(), user).post(VERIFY, { token })).status).toBe(200);
  });

  // Incident 13, 18, 19, 20
  test("takes exactly one plain address, and queues nothing for any other text", async () => {
    await server().quiet();
    const local = '"e@evil.example"';
    const texts = ["", "a", "victim＠example.com", "a@evil.example,victim@example.com", `${local}@example.com`];
    for (const email of [...texts, "a@evil.example＠example.com", "g: a@example.com;", "a(b)@example.com", null, {}]) {
      expectInvalidFields(await resend(email), "email");
    }
    expect(server().probe.writes.filter((verb) => verb.startsWith("queue."))).toEqual([]);
  });

  // Incident 21
  test("a name with HTML in it is no HTML in the mail", async () => {
    const user = await anAccount(server(), { fullName: '<a href="https://evil.example">Win</a> & <img src=x>' });
    await resend(user.email);
    const mail = (await server().mails()).find(({ to }) => to === user.email);
    expect(mail?.html.match(/<a /g)).toHaveLength(1);
    expect(mail?.html).not.toMatch(/evil\.example|<img/);
    expect(mail?.text).not.toContain("evil.example");
  });
});

describeOnEveryStore("where a verified address is required", (servers) => {
  const server = servers.shared({ requireVerifiedEmail: true });
  const login = ({ username }: { username: string }, password = PASSWORD) =>
    new TestClient(server().api).post("/auth/login", { username, password });

  test("a sign-in is refused until it is verified, which only the right password learns", async () => {
    const user = await anAccount(server());
    expectFailure(await login(user, "wrong horse battery"), 401, "INVALID_CREDENTIALS");
    expectFailure(await login(user), 403, "EMAIL_NOT_VERIFIED");
    expect(await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 9 })).toEqual([]);

    const token = await verificationLink(server(), user);
    await registrantOf(server(), user).post(VERIFY, { token });
    expect((await login(user)).status).toBe(200);
  });

  test("a change of the password is refused before anything is changed", async () => {
    const user = await anAccount(server(), { emailVerifiedAt: 1 });
    const { accessToken } = await anotherSession(server(), user._id);
    await changeAccount(server(), user._id, { emailVerifiedAt: null });
    const change = { currentPassword: PASSWORD, newPassword: "a new horse battery" };
    const response = await new TestClient(server().api).post("/auth/change-password", change, { bearer: accessToken });
    expectFailure(response, 403, "EMAIL_NOT_VERIFIED");
    expect(await server().store.users.byId(user._id)).toMatchObject({ passwordHash: user.passwordHash, epoch: 0 });
    expect((await new TestClient(server().api).get("/users/profile", { bearer: accessToken })).status).toBe(200);
  });

  // A setting that is turned on must not make thieves of those who were signed in.
  test("a session of an account that is not verified gets no tokens, and its own is neither spent nor ended", async () => {
    const user = await anAccount(server(), { emailVerifiedAt: 1 });
    const { refreshToken, sessionId } = await anotherSession(server(), user._id);
    await changeAccount(server(), user._id, { emailVerifiedAt: null });
    for (const _ of [1, 2]) {
      const response = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
      expectFailure(response, 403, "EMAIL_NOT_VERIFIED");
    }
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ generation: 0, revokedAt: null });

    await changeAccount(server(), user._id, { emailVerifiedAt: 1 });
    expect((await new TestClient(server().api).post("/auth/refresh-token", { refreshToken })).status).toBe(200);
  });
});
