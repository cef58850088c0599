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
  signIn,
} from "../support/http/accounts.js";
import { anotherSession } from "../support/http/anotherSession.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink, resetLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";
import { anEmailCodesRecord, anIdentity } from "../support/records.js";
import { refusalsOf } from "../support/store/refusalsOf.js";
import { tally } from "../support/tally.js";

const PATH = "/auth/reset-password";
const NEW_PASSWORD = "a ship in the bay";

describeOnEveryStore("resetting the password", (servers) => {
  const server = servers.shared();
  const post = (path: string, json: unknown) => new TestClient(server().api).post(path, json);
  const reset = (token: unknown, newPassword: unknown = NEW_PASSWORD) => post(PATH, { token, newPassword });
  const login = ({ username }: { username: string }, password: string) => post("/auth/login", { username, password });

  test("sets the new password; the old one is refused from then on", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    server().clock.advance(MINUTE);
    const { status, body } = await reset(token);
    expect(status).toBe(200);
    expect(body).toEqual({ statusCode: 200, data: {}, message: expect.any(String), success: true });
    const now = server().clock.now();
    expect(await server().store.users.byId(user._id)).toEqual({
      ...user,
      passwordHash: expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/),
      // A user with the link has the mailbox.
      emailVerifiedAt: now,
      epoch: 1,
      epochEnds: [{ epoch: 0, cause: "password-reset", at: now }],
      passwordChangedAt: now,
      updatedAt: now,
      version: 1,
    });
    expectFailure(await login(user, PASSWORD), 401, "INVALID_CREDENTIALS");
    expect((await login(user, NEW_PASSWORD)).status).toBe(200);
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toContain("password_reset");
  });

  // OWASP Forgot Password: no automatic sign-in.
  test.each([true, false])(
    "signs nobody in: one cookie, that of the device, and no token (browser: %s)",
    async (browser) => {
      const user = await anAccount(server());
      const client = new TestClient(server().api, { browser });
      const token = await resetLink(server(), user);
      const { body, setCookies } = await client.post(PATH, { token, newPassword: NEW_PASSWORD });
      expect(body.data).toEqual({});
      expect(setCookies).toHaveLength(1);
      expect(setCookies[0]).toMatch(/^deviceToken=[^;]+; Max-Age=\d+; Path=\/; .*HttpOnly; SameSite=Strict$/);
      expect(await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 9 })).toEqual([]);
      expectFailure(await client.get("/users/profile"), 401, "ACCESS_TOKEN_MISSING");
    },
  );
  test("ends every session at once, and says why; another user's goes on", async () => {
    const user = await anAccount(server());
    const phone = await anotherSession(server(), user._id);
    const laptop = await anotherSession(server(), user._id, { browser: true });
    const stranger = await aSignedInUser(server());
    await reset(await resetLink(server(), user));
    for (const session of [phone, laptop]) {
      const refused = "SESSION_REVOKED password-reset";
      expect(await refusalsOf(server(), session)).toEqual({ access: refused, refresh: refused });
    }
    expect(await refusalOfAccess(server(), stranger.accessToken)).toBeNull();
  });

  test("of a never verified address ends the identities and the mailed codes of who registered it", async () => {
    const { identities, emailCodes } = server().store;
    const user = await anAccount(server());
    const [own, foreign] = [anIdentity({ userId: user._id }), anIdentity()];
    for (const identity of [own, foreign]) await identities.create(identity);
    await emailCodes.create(anEmailCodesRecord({ _id: user._id }));
    expect((await reset(await resetLink(server(), user))).status).toBe(200);
    expect(await identities.listByUser(user._id)).toEqual([]);
    expect(await identities.get(foreign._id)).toEqual(foreign);
    expect(await emailCodes.get(user._id)).toBeNull();
  });

  test("of a never verified address ends an identity that is linked meanwhile", async () => {
    const own = await servers.own();
    const user = await anAccount(own);
    const token = await resetLink(own, user);
    own.probe.before(async (verb) => {
      if (verb !== "users.compareAndSet") return;
      own.probe.heal();
      await own.store.identities.create(anIdentity({ userId: user._id }));
    });
    const client = new TestClient(own.api);
    expect((await client.post(PATH, { token, newPassword: NEW_PASSWORD })).status).toBe(200);
    expect(own.probe.calls).toContain("identities.create");
    expect(await own.store.identities.listByUser(user._id)).toEqual([]);
  });

  test("of a verified address leaves the identities and the mailed codes", async () => {
    const { identities, emailCodes } = server().store;
    const user = await anAccount(server(), { emailVerifiedAt: 1 });
    const [identity, codes] = [anIdentity({ userId: user._id }), anEmailCodesRecord({ _id: user._id })];
    await identities.create(identity);
    await emailCodes.create(codes);
    expect((await reset(await resetLink(server(), user))).status).toBe(200);
    expect(await identities.listByUser(user._id)).toEqual([identity]);
    expect(await emailCodes.get(user._id)).toEqual(codes);
  });

  test("notifies the owner by mail", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    await reset(token);
    const mails = (await server().mails()).filter(({ to }) => to === user.email);
    const notice = mails.find(({ subject }) => subject === "Your password was reset at Latchkey");
    expect(mails).toHaveLength(2);
    expect(notice?.text).toContain("127.0.0.1");
    expect(notice?.text).not.toContain(token);
    expect(notice?.link).toBe("");
  });

  // Incident 3, 58
  test("of several resets by one link at once exactly one wins, and its password counts", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    const passwords = ["one", "two", "three", "four"].map((word) => `a ship in the bay ${word}`);
    const responses = await Promise.all(passwords.map((password) => reset(token, password)));
    expect(tally(responses)).toEqual({ 200: 1, LINK_INVALID: 3 });
    const winner = responses.findIndex(({ status }) => status === 200);
    expect((await login(user, passwords[winner] ?? "")).status).toBe(200);
    expect(await server().store.users.byId(user._id)).toMatchObject({ epoch: 1, version: 1 });
    expectFailure(await reset(token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ epoch: 1, version: 1 });
  });

  test("with a password that is refused changes nothing and leaves the link as it is", async () => {
    const { user, accessToken } = await aSignedInUser(server());
    const token = await resetLink(server(), user);
    const refused = [
      "short",
      "1234567890",
      user.username,
      `${user.email}1`,
      "p".repeat(257),
      "12345678\ud83d",
      null,
      {},
    ];
    for (const password of refused) expectInvalidFields(await reset(token, password), "newPassword");
    expectInvalidFields(await post(PATH, {}), "token", "newPassword");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect((await reset(token)).status).toBe(200);
  });

  test("by a link from before a change of the password is refused", async () => {
    const { user, client } = await aSignedInUser(server());
    const token = await resetLink(server(), user);
    server().clock.advance(MINUTE);
    const change = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await client.post("/auth/change-password", change)).status).toBe(200);
    const changed = await server().store.users.byId(user._id);
    expectFailure(await reset(token, "a password of a thief"), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(changed);
  });

  test("by a link that was sent to a former address is refused", async () => {
    const { user, client } = await aSignedInUser(server());
    const token = await resetLink(server(), user);
    const change = await emailChangeLink(server(), client, aRegistration().email);
    expect((await client.post("/auth/confirm-email-change", { token: change })).status).toBe(200);
    const changed = await server().store.users.byId(user._id);
    expectFailure(await reset(token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toEqual(changed);
  });

  // A thief who knew the password may have asked for it.
  test("ends a change of the address that is not confirmed yet", async () => {
    const { user, client } = await aSignedInUser(server());
    const newEmail = aRegistration().email;
    const change = await emailChangeLink(server(), client, newEmail);
    server().clock.advance(MINUTE);
    await reset(await resetLink(server(), user));
    expectFailure(await post("/auth/confirm-email-change", { token: change }), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ email: user.email });
  });

  test("does not enable a disabled account", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    await changeAccount(server(), user._id, { disabledAt: 1 });
    expect((await reset(token)).status).toBe(200);
    expect(await server().store.users.byId(user._id)).toMatchObject({ disabledAt: 1 });
    expectFailure(await login(user, NEW_PASSWORD), 403, "ACCOUNT_DISABLED");
  });

  test("is none of an account that was deleted since", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    await server().store.users.delete(user._id);
    expectFailure(await reset(token), 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toBeNull();
  });

  test("keeps the browser's other accounts known to it", async () => {
    const [ada, eve] = [await anAccount(server()), await anAccount(server())];
    const { client } = await signIn(server(), ada, { browser: true });
    await client.post("/auth/logout");
    const before = client.cookies.get("deviceToken") ?? "";
    const token = await resetLink(server(), eve);
    await client.post(PATH, { token, newPassword: NEW_PASSWORD });
    const entries = client.cookies.get("deviceToken")?.split(".") ?? [];
    expect(entries).toHaveLength(2);
    expect(entries).toContain(before);
  });

  test("while the store is down is 503, and the link is not used up", async () => {
    const user = await anAccount(server());
    const token = await resetLink(server(), user);
    server().probe.breakWith(new StoreUnavailableError("gone", { cause: new Error("refused") }));
    const response = await reset(token);
    server().probe.heal();
    expectFailure(response, 503, "STORE_UNAVAILABLE");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect((await reset(token)).status).toBe(200);
  });
});
