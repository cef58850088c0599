import { describe, expect, onTestFinished, test } from "vitest";
import { createCounterKey } from "../../src/services/rateLimit/index.js";
import { limitNames } from "../../src/services/rateLimit/limitRules.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  changeAccount,
  PASSWORD,
  refusalOfAccess,
  signIn,
} from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink, resetLink, verificationLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { anEmailCodesRecord, anIdentity, aPasskey, aSecondFactorsRecord } from "../support/records.js";
import { everythingOf, NOTHING } from "../support/store/everythingOf.js";
import { refusalsOf } from "../support/store/refusalsOf.js";
import { rowsWith } from "../support/store/sqliteRows.js";

const WRONG = "wrong horse battery";
const GONE = { access: "SESSION_REVOKED deleted", refresh: "REFRESH_TOKEN_INVALID" };

function remove(client: TestClient, password: unknown = PASSWORD) {
  return client.send("DELETE", "/users/account", { json: { password } });
}

/** A signed-in user of whom every port of the store holds something. */
async function aBusyUser(server: TestServer) {
  const signedIn = await aSignedInUser(server);
  const { user, client } = signedIn;
  await anotherSession(server, user._id, { browser: true });
  await client.send("PATCH", "/users/settings", { json: { fullName: "Grace Hopper" } });
  const tokens = {
    "/auth/verify-email": await verificationLink(server, user),
    "/auth/reset-password": await resetLink(server, user),
    "/auth/confirm-email-change": await emailChangeLink(server, client, aRegistration().email),
  };
  return { ...signedIn, tokens };
}

/** Two minutes later everything that was due has been done. */
async function sweepUp(server: TestServer): Promise<void> {
  server.clock.advance(2 * MINUTE);
  server.container.jobs.start();
  await server.quiet();
}

describeOnEveryStore("deleting the account", (servers) => {
  const server = servers.shared();

  test("with a wrong password, or none, is refused and keeps everything", async () => {
    const { user, client, accessToken } = await aSignedInUser(server());
    await server().quiet();
    expectFailure(await remove(client, WRONG), 401, "INVALID_CREDENTIALS");
    for (const password of ["", null, {}]) expectInvalidFields(await remove(client, password), "password");
    expectInvalidFields(await client.send("DELETE", "/users/account", { json: {} }), "password");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(server().probe.calls).not.toContain("users.delete");
    expect((await server().mails()).filter(({ to }) => to === user.email)).toEqual([]);
  });

  test("beside a change of the profile is done all the same", async () => {
    const { user, client } = await aSignedInUser(server());
    let isFirst = true;
    server().probe.before(async (verb) => {
      if (verb !== "users.delete" || !isFirst) return;
      isFirst = false;
      await changeAccount(server(), user._id, { fullName: "Ada King" });
    });
    const { status } = await remove(client);
    server().probe.heal();
    expect(status).toBe(200);
    await server().quiet();
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
  });

  test("needs an access token: a password alone is not enough", async () => {
    expectFailure(await remove(new TestClient(server().api)), 401, "ACCESS_TOKEN_MISSING");
  });

  // Incident 8
  test("leaves nothing in any port of the store, clears the cookies, and every token is refused", async () => {
    const { user, client, accessToken, refreshToken } = await aBusyUser(server());
    const other = await anotherSession(server(), user._id);
    const before = await everythingOf(server().store, user._id);
    expect(Math.min(before.sessions.length, before.oneTimeTokens.length, before.events.length)).toBeGreaterThan(1);

    const { status, body, setCookies } = await remove(client);
    expect(status).toBe(200);
    expect(body.data).toEqual({});
    expect(setCookies.map((line) => line.split("=", 1)[0])).toEqual(["accessToken", "refreshToken"]);
    expect(client.cookies.size).toBe(0);
    await server().quiet();
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
    expect(await refusalsOf(server(), { accessToken, refreshToken })).toEqual(GONE);
    expect(await refusalsOf(server(), other)).toEqual(GONE);
    await server().quiet();
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
  });

  test("by an operator leaves no factor, passkey, identity and mailed code either, and nobody else loses one", async () => {
    const [leaving, staying] = [await anAccount(server()), await anAccount(server())];
    for (const { _id: userId } of [leaving, staying]) {
      await server().store.secondFactors.create(aSecondFactorsRecord({ _id: userId }));
      await server().store.emailCodes.create(anEmailCodesRecord({ _id: userId }));
      for (let nth = 0; nth < 2; nth += 1) {
        await server().store.passkeys.create(aPasskey({ userId }));
        await server().store.identities.create(anIdentity({ userId }));
      }
    }
    const before = await everythingOf(server().store, staying._id);
    expect([before.passkeys.length, before.identities.length]).toEqual([2, 2]);
    expect([before.secondFactors?._id, before.emailCodes?._id]).toEqual([staying._id, staying._id]);
    await server().container.admin.delete(leaving._id);
    await server().quiet();
    expect(await everythingOf(server().store, leaving._id)).toEqual(NOTHING);
    expect(await everythingOf(server().store, staying._id)).toEqual(before);
  });

  test("kills every link that is on its way", async () => {
    const { client, tokens } = await aBusyUser(server());
    await remove(client);
    for (const [path, token] of Object.entries(tokens)) {
      const body = { token, newPassword: "a ship in the bay" };
      expectFailure(await new TestClient(server().api).post(path, body), 400, "LINK_INVALID");
    }
  });

  test("notifies the owner, and only the log keeps that it happened", async () => {
    const { user, client } = await aSignedInUser(server());
    await remove(client);
    const mails = (await server().mails()).filter(({ to }) => to === user.email);
    expect(mails).toMatchObject([{ subject: "Your account was deleted at Latchkey", link: "" }]);
    expect(server().log.join("")).toContain('"name":"account_deleted"');
    expect(server().log.join("")).not.toContain(user.email);
  });

  test("leaves the data of everybody else as it is", async () => {
    const [leaving, staying] = [await aBusyUser(server()), await aBusyUser(server())];
    await server().quiet();
    const before = await everythingOf(server().store, staying.user._id);
    await remove(leaving.client);
    await server().quiet();
    expect(await everythingOf(server().store, staying.user._id)).toEqual(before);
    expect(await refusalOfAccess(server(), staying.accessToken)).toBeNull();
  });

  test("frees the name and the address, and nothing of the old account leads to the new one", async () => {
    const { user, client, accessToken, refreshToken, tokens } = await aBusyUser(server());
    await remove(client);
    const { username, email, fullName } = user;
    const again = { username, email, fullName, password: PASSWORD };
    const { status, body } = await new TestClient(server().api).post("/auth/register", again);
    expect(status).toBe(201);
    expect(body.data._id).not.toBe(user._id);
    expect(await refusalsOf(server(), { accessToken, refreshToken })).toEqual(GONE);
    const reset = { token: tokens["/auth/reset-password"], newPassword: "a ship in the bay" };
    expectFailure(await new TestClient(server().api).post("/auth/reset-password", reset), 400, "LINK_INVALID");
    expect(await server().store.users.byId(body.data._id)).toMatchObject({ epoch: 0, emailVerifiedAt: null });
  });

  test("of two at once by one user does no harm", async () => {
    const { user, client, accessToken } = await aSignedInUser(server());
    const responses = await Promise.all([
      remove(client),
      remove(new TestClient(server().api, { cookies: { accessToken } })),
    ]);
    expect(responses.map(({ status }) => status)).toContain(200);
    for (const { status, body } of responses) {
      if (status !== 200) expect(body).toMatchObject({ code: "SESSION_REVOKED", reason: "deleted" });
    }
    expect(await everythingOf(server().store, user._id)).toEqual(NOTHING);
    expect((await server().mails()).filter(({ to }) => to === user.email)).toHaveLength(1);
  });
});

describeOnEveryStore("a deletion that is disturbed", (servers) => {
  test("leaves nothing of a sign-in that was under way, and its tokens are worth nothing", async () => {
    const server = await servers.own();
    const { user, client } = await aSignedInUser(server);
    let arrived = () => {};
    let goOn = () => {};
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const deleted = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    server.probe.before((verb) => {
      if (verb !== "sessions.create") return undefined;
      arrived();
      return deleted;
    });
    const signingIn = signIn(server, user);
    await reached;
    expect((await remove(client)).status).toBe(200);
    server.probe.heal();
    goOn();
    const late = await signingIn;
    expect(await refusalOfAccess(server, late.accessToken)).toBe("SESSION_REVOKED");
    await server.quiet();
    expect((await everythingOf(server.store, user._id)).sessions).toHaveLength(1);

    await sweepUp(server);
    expect(await everythingOf(server.store, user._id)).toEqual(NOTHING);
    expect(await refusalsOf(server, late)).toEqual(GONE);
  });

  test("by a crash after the user's record is completed by the job, and until then no token works", async () => {
    const server = await servers.own();
    const { user, client, accessToken, refreshToken } = await aBusyUser(server);
    const once = new Set(
      ["sessions", "oneTimeTokens", "passkeys", "identities", "queue", "audit"].map((port) => `${port}.deleteByUser`),
    );
    for (const port of ["secondFactors", "emailCodes"]) once.add(`${port}.delete`);
    server.probe.before((verb) => {
      if (once.delete(verb)) throw new StoreUnavailableError("gone", { cause: new Error("refused") });
    });
    expectFailure(await remove(client), 503, "STORE_UNAVAILABLE");
    await server.quiet();
    expect(once.size).toBe(0);
    const mails = (await server.mails()).filter(({ to, link }) => to === user.email && link === "");
    expect(mails.map(({ subject }) => subject)).toContain("Your account was deleted at Latchkey");
    expect(server.log.join("")).toContain('"name":"account_deleted"');
    const left = await everythingOf(server.store, user._id);
    expect(left.user).toBeNull();
    expect(Math.min(left.sessions.length, left.oneTimeTokens.length, left.events.length)).toBeGreaterThan(0);
    const refused = "SESSION_REVOKED deleted";
    expect(await refusalsOf(server, { accessToken, refreshToken })).toEqual({ access: refused, refresh: refused });

    await sweepUp(server);
    expect(await everythingOf(server.store, user._id)).toEqual(NOTHING);
  });

  test("by a store that fails before the user's record keeps the account, whatever the job finds later", async () => {
    const server = await servers.own();
    const { user, client, accessToken } = await aBusyUser(server);
    server.probe.before((verb) => {
      if (verb === "users.delete") throw new StoreUnavailableError("gone", { cause: new Error("refused") });
    });
    expectFailure(await remove(client), 503, "STORE_UNAVAILABLE");
    server.probe.heal();
    await server.quiet();
    const before = await everythingOf(server.store, user._id);
    await sweepUp(server);
    expect(await everythingOf(server.store, user._id)).toEqual(before);
    expect(await refusalOfAccess(server, accessToken)).toBeNull();
  });

  test("by limits that have counted the account forgets the counters", async () => {
    const server = await servers.own({ rateLimit: "on" });
    const { user, client } = await aSignedInUser(server);
    const change = { currentPassword: WRONG, newPassword: "a ship in the bay" };
    await client.post("/auth/change-password", change);
    await remove(client, WRONG);
    await client.send("PATCH", "/users/settings", { json: { fullName: "Grace Hopper" } });
    await client.post("/auth/reauthenticate", { code: "123456" });
    await client.send("PATCH", "/users/passkeys/of-nobody", { json: { name: "Phone" } });
    await client.send("DELETE", "/users/identities/of-nobody", { json: {} });
    for (const path of ["/users/export", "/users/activity"]) await client.get(path);
    // The counters of a name or a mailbox belong to no account.
    const ofNames = [
      "login.account",
      "forgot.account",
      "resend.account",
      "register.account",
      "change-email.account",
      "email-code.account",
      "notice.account",
    ];
    const names = limitNames.filter((name) => name.endsWith(".account") && !ofNames.includes(name));
    const levelled = ["change-password.account", "reauth.account"];
    const counterKey = createCounterKey(server.config.refreshTokenSecrets);
    const keys = names.map((name) => counterKey(name, user._id) + (levelled.includes(name) ? ":0" : ""));
    const counters = () =>
      Promise.all(keys.map((key) => server.store.rateLimits.get({ key, now: server.clock.now() })));
    expect((await counters()).map((counter) => counter?.points)).toEqual(names.map(() => 1));
    expect((await remove(client)).status).toBe(200);
    expect(await counters()).toEqual(names.map(() => null));
  });
});

describe("after a deletion the SQLite file", () => {
  test("names the account in one job, by its id alone, and after that job nowhere", async () => {
    const server = await startTestServer({ rateLimit: "on" });
    onTestFinished(() => server.close());
    const { user, client } = await aBusyUser(server);
    await signIn(server, user);
    await server.quiet();
    expect(rowsWith(server.databaseFile, user._id).length).toBeGreaterThan(8);

    expect((await remove(client)).status).toBe(200);
    await server.mails();
    for (const text of [user.email, user.username, "Grace Hopper"]) {
      expect(rowsWith(server.databaseFile, text)).toEqual([]);
    }
    expect(rowsWith(server.databaseFile, user._id)).toEqual([expect.stringMatching(/^jobs .*"erase-account"/)]);
    await sweepUp(server);
    expect(rowsWith(server.databaseFile, user._id)).toEqual([]);
    expect(await anAccount(server, { username: user.username, email: user.email })).toBeDefined();
  });
});
