import { describe, expect, test } from "vitest";
import { newId } from "../../src/utils/ids.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { activityOf } from "../support/http/activityOf.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";

describeOnEveryStore("an operator", (servers) => {
  const server = servers.shared();
  const admin = () => server().container.admin;
  const stored = async (userId: string) => server().store.users.byId(userId);

  describe("who disables an account", () => {
    test("ends its sessions with the next request, and lets nobody sign in", async () => {
      const { user, client, refreshToken } = await aSignedInUser(server());
      await admin().disable(user._id);
      const profile = await client.get("/users/profile");
      expectFailure(profile, 401, "SESSION_REVOKED");
      expect(profile.body).toMatchObject({ reason: "disabled" });
      const again = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
      expectFailure(again, 401, "SESSION_REVOKED");
      const login = { username: user.username, password: PASSWORD };
      expectFailure(await new TestClient(server().api).post("/auth/login", login), 403, "ACCOUNT_DISABLED");
    });

    test("ends them for good: enabled again, the account has to sign in again", async () => {
      const { user, client } = await aSignedInUser(server());
      await admin().disable(user._id);
      server().clock.advance(MINUTE);
      await admin().enable(user._id);
      const profile = await client.get("/users/profile");
      expectFailure(profile, 401, "SESSION_REVOKED");
      expect(profile.body).toMatchObject({ reason: "disabled" });
      const login = { username: user.username, password: PASSWORD };
      expect((await new TestClient(server().api).post("/auth/login", login)).status).toBe(200);
    });

    test("twice changes and records nothing the second time, nor does enabling what is enabled", async () => {
      const { _id } = await anAccount(server());
      const first = await admin().disable(_id);
      server().clock.advance(MINUTE);
      expect(await admin().disable(_id)).toMatchObject({ disabledAt: first.disabledAt, epoch: first.epoch });
      await admin().enable(_id);
      await admin().enable(_id);
      expect(await stored(_id)).toMatchObject({ disabledAt: null, epoch: 1 });
      const names = (await activityOf(server(), _id)).map(({ name }) => name);
      expect(names.filter((name) => name === "account_disabled")).toHaveLength(1);
      expect(names.filter((name) => name === "account_enabled")).toHaveLength(1);
    });

    test("among many who do so at once raises the epoch once", async () => {
      const { _id } = await anAccount(server());
      await Promise.all([1, 2, 3, 4].map(() => admin().disable(_id)));
      expect(await stored(_id)).toMatchObject({ epoch: 1 });
    });
  });

  test("gives roles that count from the next request on, without a new sign-in", async () => {
    const { user, client } = await aSignedInUser(server());
    await admin().setRoles(user._id, ["admin", "editor"]);
    expect((await client.get("/users/profile")).body.data).toMatchObject({ roles: ["admin", "editor"] });
    await admin().setRoles(user._id, []);
    expect((await client.get("/users/profile")).body.data).toMatchObject({ roles: [] });
    const details = (await activityOf(server(), user._id)).filter(({ name }) => name === "roles_changed");
    expect(details.map(({ detail }) => detail)).toEqual(
      expect.arrayContaining([{ roles: "admin editor" }, { roles: "" }]),
    );
  });

  test("ends one session and leaves the others", async () => {
    const { user, client, sessionId } = await aSignedInUser(server());
    const other = await anotherSession(server(), user._id);
    await admin().revokeSession(sessionId);
    const profile = await client.get("/users/profile");
    expectFailure(profile, 401, "SESSION_REVOKED");
    expect(profile.body).toMatchObject({ reason: "revoked" });
    expect((await other.client.get("/users/profile")).status).toBe(200);
    const ended = (await activityOf(server(), user._id)).find((event) => event.sessionId === sessionId);
    expect(ended).toMatchObject({ name: "session_revoked", userAgent: "latchkey (operator)" });
    await expect(admin().revokeSession(sessionId)).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
    await expect(admin().revokeSession(newId(1))).rejects.toMatchObject({ code: "SESSION_NOT_FOUND" });
  });

  test("ends every session of a user by one write", async () => {
    const { user, client } = await aSignedInUser(server());
    const other = await anotherSession(server(), user._id);
    await server().quiet();
    await admin().revokeSessions(user._id);
    expect(server().probe.writes.filter((verb) => verb !== "audit.append")).toEqual(["users.compareAndSet"]);
    for (const { get } of [client, other.client].map((one) => ({ get: () => one.get("/users/profile") }))) {
      expectFailure(await get(), 401, "SESSION_REVOKED");
    }
  });

  test("deletes an account with all that belongs to it, and writes to nobody", async () => {
    const { user, client } = await aSignedInUser(server());
    await server().quiet();
    const mails = (await server().mails()).length;
    await admin().delete(user._id);
    expectFailure(await client.get("/users/profile"), 401, "SESSION_REVOKED");
    expect(await stored(user._id)).toBeNull();
    const page = { userId: user._id, before: null, limit: 10 };
    expect(await server().store.sessions.listAllByUser(page)).toEqual([]);
    expect(await server().store.audit.listByUser(page)).toEqual([]);
    expect((await server().mails()).length).toBe(mails);
    await expect(admin().delete(user._id)).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
  });

  test("makes an account that can sign in: a vouched address needs no mail, another gets one", async () => {
    const [vouched, other] = [aRegistration(), aRegistration()];
    const profile = { avatarUrl: null, roles: ["admin"] };
    const made = await admin().create({ ...vouched, ...profile, emailVerified: true });
    await admin().create({ ...other, ...profile, emailVerified: false });
    expect(made.emailVerifiedAt).not.toBeNull();
    const receivers = JSON.stringify(await server().mails());
    expect(receivers).not.toContain(vouched.email);
    expect(receivers).toContain(other.email);
    const { username, password } = vouched;
    const { status, body } = await new TestClient(server().api).post("/auth/login", { username, password });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({ user: { roles: ["admin"], emailVerified: true } });
  });

  test("gets the same refusals as somebody who registers: a taken name, a password that is too common", async () => {
    const user = await anAccount(server());
    const account = { ...aRegistration(), avatarUrl: null, roles: [], emailVerified: true };
    const taken = admin().create({ ...account, username: user.username });
    await expect(taken).rejects.toMatchObject({ code: "USER_EXISTS", errors: [{ path: "username" }] });
    const weak = admin().create({ ...account, password: "password123" });
    await expect(weak).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    expect(await server().store.users.byLogin({ email: account.email })).toBeNull();
  });

  test("finds an account by id, username and address, in any spelling of them", async () => {
    const user = await anAccount(server());
    for (const name of [user._id, user.username.toUpperCase(), ` ${user.email.toUpperCase()} `]) {
      expect((await admin().find(name))._id).toBe(user._id);
    }
    for (const name of ["nobody", "nobody@example.com", newId(1), ""]) {
      await expect(admin().find(name)).rejects.toMatchObject({ code: "USER_NOT_FOUND" });
    }
  });
});
