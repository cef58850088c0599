import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Refusal } from "../../src/latchkey.js";
import { createServerCalls } from "../../src/library/createServerCalls.js";
import { LatchkeyError } from "../../src/library/LatchkeyError.js";
import type { NewUser, UserChanges } from "../../src/library/ServerUsers.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { newId } from "../../src/utils/ids.js";
import { anAccount, aRegistration, aSignedInUser, eventsOf, PASSWORD, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { aTotpUser } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { makeLatchkey } from "../support/library/hostApp.js";
import { MINUTE } from "../support/ManualClock.js";
import { anEmailCodesRecord, anIdentity } from "../support/records.js";

const NEW_PASSWORD = "a new horse battery";

const FIELDS = {
  userFields: { company: z.string().max(20).optional(), locale: z.enum(["en", "de"]).default("en") },
  serverFields: { plan: z.enum(["free", "pro"]).default("free") },
};

const usersOf = (server: TestServer) => createServerCalls(server.container).users;

/** What a call was refused with: its code, and the fields that are wrong. */
async function refusalOf(call: Promise<unknown>) {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof LatchkeyError)) throw error ?? new Error("The call was not refused.");
  return { code: error.code, status: error.statusCode, paths: error.errors.map(({ path }) => path).sort() };
}

function signInStatus(server: TestServer, username: string, password: string): Promise<number> {
  return new TestClient(server.api).post("/auth/login", { username, password }).then(({ status }) => status);
}

const VERIFY = "Confirm your email";
const RESET = "Reset your password";
const CHANGE = "Confirm your new email";

/** The token of the newest email with such a subject to the address. */
async function tokenFor(server: TestServer, address: string, subjectStart: string): Promise<string> {
  const mails = await server.mails();
  const mail = mails.findLast(({ to, subject }) => to.includes(address) && subject.startsWith(subjectStart));
  if (!mail?.token) throw new Error("No such email was sent.");
  return mail.token;
}

const subjectsTo = async (server: TestServer, address: string) =>
  (await server.mails()).filter(({ to }) => to.includes(address)).map(({ subject }) => subject);

describeOnEveryStore("latchkey.users with names that accounts need not have", (servers) => {
  const none = servers.shared({ username: "off", fullName: "off" });
  const some = servers.shared({ username: "optional", fullName: "optional" });

  test("creates, finds and lists an account without names; a name that is off is refused as a slip", async () => {
    const users = usersOf(none());
    const { email } = aRegistration();
    const user = await users.create({ email });
    expect(user).toMatchObject({ username: null, fullName: null, email });
    expect(await users.findByEmail(email)).toEqual(user);
    expect(await users.findByUsername(`~${user._id}`)).toBeNull();
    const names = { username: "ada", fullName: "Ada" };
    const invalid = { code: "VALIDATION_FAILED", status: 400, paths: ["fullName", "username"] };
    expect(await refusalOf(users.create({ ...names, email: aRegistration().email }))).toEqual(invalid);
    expect(await refusalOf(users.update(user._id, names))).toEqual(invalid);
    expect((await users.list({ by: "email", prefix: email })).users).toEqual([user]);
    expect((await users.list({ by: "username" })).users).toEqual([]);
  });

  test("removes and sets optional names, with the emails and events of a change", async () => {
    const users = usersOf(some());
    const { username, fullName, email } = aRegistration();
    const { _id } = await users.create({ username, fullName, email });
    expect(await users.update(_id, { username: null, fullName: null })).toMatchObject({
      username: null,
      fullName: null,
    });
    expect(await users.update(_id, { username })).toMatchObject({ username, fullName: null });
    const events = (await eventsOf(some(), _id)).filter(({ name }) => name === "username_changed");
    expect(new Set(events.map(({ detail }) => detail["from"]))).toEqual(new Set([username, null]));
  });
});

describeOnEveryStore("latchkey.users", (servers) => {
  const server = servers.shared(FIELDS);
  const users = () => usersOf(server());
  /** A user whose events have been forgotten is easier to ask about. */
  const namesOf = async (id: string) => (await eventsOf(server(), id)).map(({ name }) => name);

  describe("get, findByEmail and findByUsername", () => {
    test("answer the public view, with the app's fields and their defaults", async () => {
      const { _id, username, email } = await anAccount(server());
      const view = await users().get(_id);
      expect(view).toMatchObject({ _id, username, email, emailVerified: false, roles: [], locale: "en", plan: "free" });
      expect(JSON.stringify(view)).not.toContain("argon2");
      expect(await users().findByEmail(` ${email.toUpperCase()} `)).toEqual(view);
      expect(await users().findByUsername(username.toUpperCase())).toEqual(view);
    });

    test("answer null for an unknown user, and for what no user can have", async () => {
      await anAccount(server());
      expect(await users().get(newId(1))).toBeNull();
      expect(await users().findByEmail("nobody@example.com")).toBeNull();
      expect(await users().findByUsername("nobody-here")).toBeNull();
      // What code without types passes on from a request: it must not become a query.
      for (const value of [undefined, null, { $ne: null }, ["a"], "", "x".repeat(300)]) {
        expect(await users().get(value as string)).toBeNull();
        expect(await users().findByEmail(value as string)).toBeNull();
        expect(await users().findByUsername(value as string)).toBeNull();
      }
    });
  });

  describe("list", () => {
    test("gives the users page by page, each once", async () => {
      const start = `p${newId(Date.now()).slice(-10)}`;
      for (const end of ["c", "a", "b"]) await anAccount(server(), { username: `${start}-${end}` });
      const first = await users().list({ by: "username", prefix: start.toUpperCase(), limit: 2 });
      expect(first.users.map(({ username }) => username)).toEqual([`${start}-a`, `${start}-b`]);
      const second = await users().list({ by: "username", prefix: start, limit: 2, after: first.after });
      expect(second.users.map(({ username }) => username)).toEqual([`${start}-c`]);
      expect(second.after).toBeNull();
    });

    test("without an order begins with the oldest account", async () => {
      const { users: all } = await users().list({ limit: 1000 });
      expect(all.map(({ _id }) => _id)).toEqual(all.map(({ _id }) => _id).toSorted());
    });

    test("refuses what is no query, and lists every failing field", async () => {
      const query = { by: "passwordHash", prefix: { $gt: "" }, limit: 0 } as never;
      expect(await refusalOf(users().list(query))).toMatchObject({ paths: ["by", "limit", "prefix"], status: 400 });
      expect(await refusalOf(users().list({ prefix: "a" }))).toMatchObject({ paths: ["by"] });
    });
  });

  describe("create", () => {
    test("makes an account that can sign in, with roles and fields, and records that it was the server", async () => {
      const body = aRegistration();
      const given = { ...body, roles: ["admin", "admin"], emailVerified: true, plan: "pro", company: "Acme" };
      const user = await users().create(given as NewUser);
      expect(user).toMatchObject({ roles: ["admin"], emailVerified: true, plan: "pro", company: "Acme", locale: "en" });
      expect(await signInStatus(server(), body.username, body.password)).toBe(200);
      const registered = (await eventsOf(server(), user._id)).find(({ name }) => name === "registered");
      expect(registered).toMatchObject({ userAgent: "latchkey (server)", detail: { by: "server" } });
      expect(await subjectsTo(server(), body.email)).not.toContainEqual(expect.stringContaining("Confirm"));
    });

    test("without a password makes an account that signs in by a reset link, and by nothing before", async () => {
      const { password: _, ...body } = aRegistration();
      const user = await users().create(body);
      expect(user.emailVerified).toBe(false);
      expect(await subjectsTo(server(), body.email)).toEqual([expect.stringContaining("Confirm your email")]);
      const answers = await Promise.all([
        new TestClient(server().api).post("/auth/login", { username: body.username, password: PASSWORD }),
        new TestClient(server().api).post("/auth/login", { username: "nobody-at-all", password: PASSWORD }),
      ]);
      expect(answers[0].body).toEqual(answers[1].body);
      const client = new TestClient(server().api);
      await client.post("/auth/forgot-password", { email: body.email });
      const token = await tokenFor(server(), body.email, RESET);
      expect((await client.post("/auth/reset-password", { token, newPassword: NEW_PASSWORD })).status).toBe(200);
      expect(await signInStatus(server(), body.username, NEW_PASSWORD)).toBe(200);
    });

    test("refuses a taken name with the field, and writes nothing", async () => {
      const { username } = await anAccount(server());
      const body = { ...aRegistration(), username };
      expect(await refusalOf(users().create(body))).toEqual({ code: "USER_EXISTS", status: 409, paths: ["username"] });
      expect(await users().findByEmail(body.email)).toBeNull();
    });

    test("of several with one name lets one succeed", async () => {
      const { username } = aRegistration();
      const outcomes = await Promise.allSettled(
        [1, 2, 3].map(() => {
          const { password: _, ...body } = aRegistration();
          return users().create({ ...body, username });
        }),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    });

    test("lists every failing field: its own, those of the app, and names that do not exist", async () => {
      const given = { ...aRegistration(), email: "x", password: "short", roles: ["a b"], locale: "fr", plam: "pro" };
      const { code, paths } = await refusalOf(users().create(given as NewUser));
      expect(code).toBe("VALIDATION_FAILED");
      expect(new Set(paths)).toEqual(new Set(["email", "password", "roles.0", "locale", "plam"]));
      expect(await users().findByUsername(given.username)).toBeNull();
    });
  });

  describe("update", () => {
    test("changes the profile and the fields, keeps the others, and leaves sessions open", async () => {
      const { user, client } = await aSignedInUser(server());
      await users().update(user._id, { company: "Acme", plan: "pro" } as UserChanges);
      const changes = { fullName: "Ada King", company: null, locale: "de" } as UserChanges;
      const view = await users().update(user._id, changes);
      expect(view).toMatchObject({ fullName: "Ada King", username: user.username, plan: "pro", locale: "de" });
      expect(view).not.toHaveProperty("company");
      expect((await client.get("/users/profile")).body.data).toMatchObject({ fullName: "Ada King", plan: "pro" });
      const details = (await eventsOf(server(), user._id)).map(({ name, detail }) => ({ name, ...detail }));
      expect(details).toContainEqual({ name: "settings_changed", fields: "fullName, company, locale", by: "server" });
    });

    test("of concurrent changes of several fields loses none", async () => {
      const { _id } = await anAccount(server());
      const changes = [{ plan: "pro" }, { locale: "de" }, { company: "Acme" }, { fullName: "Ada King" }];
      await Promise.all(changes.map((change) => users().update(_id, change as UserChanges)));
      expect(await users().get(_id)).toMatchObject(Object.assign({}, ...changes));
    });

    test("of the username emails the owner and records the old one", async () => {
      const before = await anAccount(server());
      const { username } = aRegistration();
      await users().update(before._id, { username });
      expect(await users().findByUsername(before.username)).toBeNull();
      expect(await subjectsTo(server(), before.email)).toEqual([expect.stringContaining("username was changed")]);
      const renamed = (await eventsOf(server(), before._id)).find(({ name }) => name === "username_changed");
      expect(renamed?.detail).toEqual({ from: before.username, by: "server" });
    });

    test("of the email address says whether it is verified, and warns the old one", async () => {
      const { user, client } = await aSignedInUser(server());
      const [verified, unverified] = [aRegistration().email, aRegistration().email];
      expect(await users().update(user._id, { email: verified, emailVerified: true })).toMatchObject({
        email: verified,
        emailVerified: true,
      });
      expect(await subjectsTo(server(), user.email)).toEqual([expect.stringContaining("email address was changed")]);
      expect(await subjectsTo(server(), verified)).toEqual([]);
      expect(await users().update(user._id, { email: unverified, emailVerified: false })).toMatchObject({
        emailVerified: false,
      });
      expect(await subjectsTo(server(), unverified)).toEqual([expect.stringContaining("Confirm your email")]);
      expect((await client.get("/users/profile")).status).toBe(200);
    });

    test("of the email address ends the codes that were mailed to the old one, and no other change does", async () => {
      const { emailCodes } = server().store;
      const { _id, email } = await anAccount(server());
      const codes = anEmailCodesRecord({ _id });
      await emailCodes.create(codes);
      await users().update(_id, { fullName: "Grace", email, emailVerified: true });
      expect(await emailCodes.get(_id)).toEqual(codes);
      await users().update(_id, { email: aRegistration().email, emailVerified: true });
      expect(await emailCodes.get(_id)).toBeNull();
    });

    test("of the email address without a word about its verification is refused, and the other way round", async () => {
      const { _id, email } = await anAccount(server());
      const alone = { email: aRegistration().email, fullName: "" };
      expect(await refusalOf(users().update(_id, alone))).toMatchObject({ paths: ["emailVerified"] });
      expect(await refusalOf(users().update(_id, { emailVerified: true }))).toMatchObject({ paths: ["emailVerified"] });
      expect(await users().get(_id)).toMatchObject({ email, emailVerified: false });
    });

    test("of the email address ends the links of before: to reset the password, to verify, and to another address", async () => {
      const { user, client } = await aSignedInUser(server());
      const { email: wished } = aRegistration();
      await client.post("/auth/resend-verification", { email: user.email });
      const verify = await tokenFor(server(), user.email, VERIFY);
      await client.post("/auth/forgot-password", { email: user.email });
      const reset = await tokenFor(server(), user.email, RESET);
      await client.post("/users/change-email", { newEmail: wished, password: PASSWORD });
      const change = await tokenFor(server(), wished, CHANGE);
      const { email } = aRegistration();
      await users().update(user._id, { email, emailVerified: false });

      const opened = new TestClient(server().api);
      const newPassword = NEW_PASSWORD;
      expectFailure(await opened.post("/auth/verify-email", { token: verify }), 400, "LINK_INVALID");
      expectFailure(await opened.post("/auth/reset-password", { token: reset, newPassword }), 400, "LINK_INVALID");
      expectFailure(await opened.post("/auth/confirm-email-change", { token: change }), 400, "LINK_INVALID");
      expect(await users().get(user._id)).toMatchObject({ email, emailVerified: false });
    });

    test("to an address of somebody else is refused", async () => {
      const [one, other] = [await anAccount(server()), await anAccount(server())];
      const taken = users().update(one._id, { email: other.email, emailVerified: true, fullName: "Eve" });
      expect(await refusalOf(taken)).toMatchObject({ code: "USER_EXISTS", paths: ["email"] });
      expect(await users().get(one._id)).toMatchObject({ email: one.email, fullName: one.fullName });
    });

    test("without a change answers the user and writes nothing", async () => {
      const { _id, version } = await anAccount(server());
      expect((await users().update(_id, {}))._id).toBe(_id);
      expect((await server().store.users.byId(_id))?.version).toBe(version);
      expect(await namesOf(_id)).toEqual([]);
    });
  });

  describe("setPassword", () => {
    test("ends every session and every link, emails the owner, and only the new password signs in", async () => {
      const { user, client, refreshToken } = await aSignedInUser(server());
      await client.post("/auth/forgot-password", { email: user.email });
      const token = await tokenFor(server(), user.email, RESET);
      server().clock.advance(MINUTE);
      await users().setPassword(user._id, NEW_PASSWORD);

      expectFailure(await client.get("/users/profile"), 401, "SESSION_REVOKED");
      expectFailure(await client.post("/auth/refresh-token", { refreshToken }), 401, "SESSION_REVOKED");
      const reset = await new TestClient(server().api).post("/auth/reset-password", {
        token,
        newPassword: "x".repeat(9),
      });
      expect(reset.body.code).toBe("LINK_INVALID");
      expect(await signInStatus(server(), user.username, PASSWORD)).toBe(401);
      expect(await signInStatus(server(), user.username, NEW_PASSWORD)).toBe(200);
      expect(await subjectsTo(server(), user.email)).toContainEqual(expect.stringContaining("password was changed"));
      const changed = (await eventsOf(server(), user._id)).find(({ name }) => name === "password_changed");
      expect(changed?.detail).toEqual({ by: "server" });
    });

    test("refuses a weak one, and one made of the user's own name", async () => {
      const { _id, passwordHash, email } = await anAccount(server());
      for (const password of ["short", email, 5 as never, undefined as never]) {
        expect(await refusalOf(users().setPassword(_id, password))).toMatchObject({ code: "VALIDATION_FAILED" });
      }
      expect((await server().store.users.byId(_id))?.passwordHash).toBe(passwordHash);
    });
  });

  test("setRoles, disable, enable and markEmailVerified do what the operator's commands do, by the server", async () => {
    const { user, client } = await aSignedInUser(server());
    expect((await users().setRoles(user._id, ["admin"])).roles).toEqual(["admin"]);
    expect((await users().markEmailVerified(user._id)).emailVerified).toBe(true);
    expect((await users().markEmailVerified(user._id)).emailVerified).toBe(true);
    await users().disable(user._id);
    expectFailure(await client.get("/users/profile"), 401, "SESSION_REVOKED");
    expect(await signInStatus(server(), user.username, PASSWORD)).toBe(403);
    await users().enable(user._id);
    expect(await signInStatus(server(), user.username, PASSWORD)).toBe(200);

    const events = (await eventsOf(server(), user._id)).filter(({ detail }) => detail["by"] === "server");
    expect(events.map(({ name }) => name).toSorted()).toEqual([
      "account_disabled",
      "account_enabled",
      "email_verified",
      "roles_changed",
    ]);
    expect(await refusalOf(users().setRoles(user._id, ["a b"]))).toMatchObject({ paths: ["roles.0"] });
  });

  test("delete deletes the account and all its data", async () => {
    const { user, client } = await aSignedInUser(server());
    await users().delete(user._id);
    expect(await users().get(user._id)).toBeNull();
    expectFailure(await client.get("/users/profile"), 401, "SESSION_REVOKED");
    expect(await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 9 })).toEqual([]);
  });

  test("resets the factors of a user who has lost them, whose password alone signs in again", async () => {
    const { user } = await aTotpUser(server());
    const identity = anIdentity({ userId: user._id });
    await server().store.identities.create(identity);
    expect(await users().resetFactors(user._id)).toMatchObject({ _id: user._id });
    expect(await server().store.secondFactors.get(user._id)).toBeNull();
    // It is no second factor.
    expect(await server().store.identities.listByUser(user._id)).toEqual([identity]);
    await signIn(server(), user);
    const reset = (await eventsOf(server(), user._id)).find(({ name }) => name === "second_factors_reset");
    expect(reset?.detail).toEqual({ by: "server" });
  });

  test("what changes an unknown user is refused with USER_NOT_FOUND", async () => {
    for (const id of [newId(1), "garbage", undefined as never, { $ne: null } as never]) {
      const calls = [
        () => users().update(id, { fullName: "Eve" }),
        () => users().update(id, {}),
        () => users().setPassword(id, NEW_PASSWORD),
        () => users().setRoles(id, []),
        () => users().disable(id),
        () => users().enable(id),
        () => users().resetFactors(id),
        () => users().delete(id),
        () => users().markEmailVerified(id),
      ];
      for (const call of calls) expect(await refusalOf(call())).toMatchObject({ code: "USER_NOT_FOUND", status: 404 });
    }
  });
});

describeOnEveryStore("latchkey.sessions", (servers) => {
  const server = servers.shared();
  const sessions = () => createServerCalls(server().container).sessions;

  test("lists, ends one and ends all, from the next request on", async () => {
    const { user, client, sessionId } = await aSignedInUser(server());
    const { client: other } = await aSignedInUser(server());
    const [listed, ...more] = await sessions().listByUser(user._id);
    expect((await client.get("/auth/sessions")).body.data).toEqual([{ ...listed, current: true }]);
    expect(more).toEqual([]);

    await sessions().revoke(sessionId);
    expectFailure(await client.get("/users/profile"), 401, "SESSION_REVOKED");
    expect(await sessions().listByUser(user._id)).toEqual([]);
    const [ended] = await eventsOf(server(), user._id);
    expect(ended).toMatchObject({ name: "session_revoked", detail: { by: "server", reason: "revoked" } });
    expect((await other.get("/users/profile")).status).toBe(200);
    expect(await refusalOf(sessions().revoke(sessionId))).toMatchObject({ code: "SESSION_NOT_FOUND", status: 404 });

    const { user: second, client: third } = await aSignedInUser(server());
    await sessions().revokeAll(second._id);
    expectFailure(await third.get("/users/profile"), 401, "SESSION_REVOKED");
    const [event] = await eventsOf(server(), second._id);
    expect(event).toMatchObject({ name: "signed_out_everywhere", detail: { by: "server" } });
  });

  test("refuses unknown users and sessions", async () => {
    for (const id of [newId(1), "garbage", { $ne: null } as never]) {
      expect(await refusalOf(sessions().listByUser(id))).toMatchObject({ code: "USER_NOT_FOUND" });
      expect(await refusalOf(sessions().revokeAll(id))).toMatchObject({ code: "USER_NOT_FOUND" });
      expect(await refusalOf(sessions().revoke(id))).toMatchObject({ code: "SESSION_NOT_FOUND" });
    }
  });
});

describeOnOneStore("a call in an outage", (servers) => {
  const server = servers.shared();

  test("rejects with STORE_UNAVAILABLE and the cause, and never answers that nobody is there", async () => {
    const { _id } = await anAccount(server());
    server().probe.breakWith(new StoreUnavailableError("The database is away."));
    const error = await usersOf(server())
      .get(_id)
      .catch((reason: unknown) => reason);
    server().probe.heal();
    expect(error).toMatchObject({ name: "LatchkeyError", code: "STORE_UNAVAILABLE", statusCode: 503 });
    expect((error as Error).cause).toMatchObject({ name: "StoreUnavailableError" });
  });
});

test("create asks the app's hook, whose refusal is a LatchkeyError, and writes nothing then", async () => {
  const beforeRegister = () => {
    throw new Refusal("No free mail providers.", { field: "email" });
  };
  const { latchkey } = makeLatchkey({ hooks: { beforeRegister } });
  const { password: _, ...body } = aRegistration();
  const refused = await refusalOf(latchkey.users.create(body));
  expect(refused).toMatchObject({ code: "REFUSED_BY_APP", paths: ["email"] });
  expect(await latchkey.users.findByEmail(body.email)).toBeNull();
});
