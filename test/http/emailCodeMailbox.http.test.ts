import { describe, expect, test } from "vitest";
import { hasPassword } from "../../src/services/password/index.js";
import type { User } from "../../src/stores/Store.js";
import {
  anAccount,
  aRegistration,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
  tokensOf,
} from "../support/http/accounts.js";
import { emailCodeSignIn, requestCode } from "../support/http/emailCodes.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { enroll } from "../support/http/factors.js";
import { emailChangeLink } from "../support/http/links.js";
import { registrantOf } from "../support/http/registrant.js";
import { eventNamesOf } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { anIdentity, aPasskey } from "../support/records.js";
import { enrol } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../support/webauthn/SoftwareAuthenticator.js";

const FINISH = "/auth/email-code/finish";

/** A stranger has registered with the owner's address, and has set up whatever an account can have. */
async function squatted(server: TestServer) {
  const user = await anAccount(server);
  const stranger = registrantOf(server, user);
  await signIn(server, user, { client: stranger });
  const change = await emailChangeLink(server, stranger, aRegistration().email);
  for (const factor of ["totp", "passkey"] as const) await enroll(server, user, factor);
  await server.store.identities.create(anIdentity({ userId: user._id }));
  server.clock.advance(MINUTE);
  return { user, stranger, change, ...tokensOf(stranger) };
}

async function factorsOf({ store }: TestServer, { _id }: Pick<User, "_id">) {
  return {
    totp: await store.secondFactors.get(_id),
    passkeys: await store.passkeys.listByUser(_id),
    identities: await store.identities.listByUser(_id),
  };
}

const NONE = { totp: null, passkeys: [], identities: [] };

describeOnEveryStore("a mailed code that is the first proof of a mailbox", (servers) => {
  const server = servers.shared({ emailCode: "on" });
  const aClient = () => new TestClient(server().api, { browser: true });

  test("verifies the address, and ends all that a stranger has set up: password, factors, identities, sessions", async () => {
    const { user, change, accessToken, refreshToken, stranger } = await squatted(server());
    const owner = aClient();
    expect((await emailCodeSignIn(server(), owner, user.email)).status).toBe(200);

    const now = server().clock.now();
    const stored = await server().store.users.byId(user._id);
    expect(stored).toMatchObject({ emailVerifiedAt: now, epoch: user.epoch + 1, passwordChangedAt: now });
    expect(stored && hasPassword(stored)).toBe(false);
    expect(await factorsOf(server(), user)).toEqual(NONE);
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), refreshToken)).not.toBeNull();
    const { username } = user;
    expectFailure(await aClient().post("/auth/login", { username, password: PASSWORD }), 401, "INVALID_CREDENTIALS");
    expectFailure(await stranger.post("/auth/confirm-email-change", { token: change }), 400, "LINK_INVALID");
    expect((await owner.get("/users/profile")).body.data).toMatchObject({ emailVerified: true });
    const names = (await eventsOf(server(), user._id)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["email_verified", "earlier_methods_ended", "signed_in"]));
  });

  test("ends nothing in the browser that registered: only the address is verified", async () => {
    const user = await anAccount(server());
    const browser = registrantOf(server(), user, { browser: true });
    const { accessToken } = await signIn(server(), user);
    expect((await emailCodeSignIn(server(), browser, user.email)).status).toBe(200);
    const stored = await server().store.users.byId(user._id);
    const { emailVerifiedAt, updatedAt, version, ...others } = stored ?? user;
    const { emailVerifiedAt: _, updatedAt: _at, version: _version, ...before } = user;
    expect(others).toEqual(before);
    expect(emailVerifiedAt).toBe(server().clock.now());
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await eventNamesOf(server(), user._id)).not.toContain("earlier_methods_ended");
    expect((await aClient().post("/auth/login", { username: user.username, password: PASSWORD })).status).toBe(200);
  });

  test("keeps the factors of the browser that registered with a passkey, which is asked for as ever", async () => {
    const user = await anAccount(server());
    await enroll(server(), user, "passkey");
    const browser = registrantOf(server(), user, { browser: true });
    expectFailure(await emailCodeSignIn(server(), browser, user.email), 401, "SECOND_FACTOR_REQUIRED");
    expect(await server().store.passkeys.listByUser(user._id)).toHaveLength(1);
    expect(await server().store.users.byId(user._id)).toMatchObject({ emailVerifiedAt: server().clock.now() });
  });

  test("the browser that registered another account is no such browser", async () => {
    const [user, other] = [await anAccount(server()), await anAccount(server())];
    const browser = registrantOf(server(), other, { browser: true });
    await emailCodeSignIn(server(), browser, user.email);
    const stored = await server().store.users.byId(user._id);
    expect(stored && hasPassword(stored)).toBe(false);
  });

  test("of a verified address nothing ends", async () => {
    const user = await anAccount(server(), { emailVerifiedAt: server().clock.now() });
    await enroll(server(), user, "totp");
    const before = [await server().store.users.byId(user._id), await factorsOf(server(), user)];
    expectFailure(await emailCodeSignIn(server(), aClient(), user.email), 401, "SECOND_FACTOR_REQUIRED");
    expect([await server().store.users.byId(user._id), await factorsOf(server(), user)]).toEqual(before);
  });

  test("a factor that the stranger adds while the code is redeemed ends too", async () => {
    const user = await anAccount(server());
    const proof = await requestCode(server(), aClient(), user.email);
    const late = aPasskey({ userId: user._id });
    let isAdded = false;
    server().probe.before(async (verb) => {
      // Between the first look at the factors and the write that ends the stranger's sessions.
      if (verb !== "users.compareAndSet" || isAdded) return;
      isAdded = true;
      await server().store.passkeys.create(late);
    });
    expect((await aClient().post(FINISH, proof)).status).toBe(200);
    server().probe.heal();
    expect(isAdded).toBe(true);
    expect(await factorsOf(server(), user)).toEqual(NONE);
  });

  test("an account whose password ended sets one in the session of the code, without an old one", async () => {
    const user = await anAccount(server());
    const owner = aClient();
    await emailCodeSignIn(server(), owner, user.email);
    expect((await owner.get("/users/security")).body.data).toMatchObject({ hasPassword: false, level: 1 });
    const changed = await owner.post("/auth/change-password", { newPassword: "a ship in the bay" });
    expect(changed.status).toBe(200);
    const login = { username: user.username, password: "a ship in the bay" };
    expect((await aClient().post("/auth/login", login)).status).toBe(200);
  });

  test("with REQUIRE_VERIFIED_EMAIL the code signs in, because it verifies", async () => {
    const strict = await servers.own({ emailCode: "on", requireVerifiedEmail: true });
    const user = await anAccount(strict);
    const response = await emailCodeSignIn(strict, new TestClient(strict.api), user.email);
    expect(response.status).toBe(200);
  });
});

describe("an account without a password", () => {
  describeOnEveryStore("is registered with the address alone", (servers) => {
    const server = servers.shared({ emailCode: "on", username: "off", fullName: "off" });

    test("answers 201 as any other, signs nobody in, and a code signs in to it from the same browser", async () => {
      const { email } = aRegistration();
      const browser = new TestClient(server().api, { browser: true });
      const registered = await browser.post("/auth/register", { email });
      expect(registered.status).toBe(201);
      expect([...browser.cookies.keys()]).toEqual(["registration"]);
      const { code } = await requestCode(server(), browser, email);
      const { status, body } = await browser.post(FINISH, { code });
      expect([status, body.data.user.emailVerified]).toEqual([200, true]);
      expect((await browser.get("/users/security")).body.data).toMatchObject({ hasPassword: false, level: 1 });
    });

    test("nobody can sign in to it with a password, and the link of its mail verifies it in any browser", async () => {
      const { email } = aRegistration();
      await new TestClient(server().api).post("/auth/register", { email });
      const login = await new TestClient(server().api).post("/auth/login", { email, password: PASSWORD });
      expectFailure(login, 401, "INVALID_CREDENTIALS");
      const token = (await server().mails()).find(({ to }) => to === email)?.token ?? "";
      expect((await new TestClient(server().api).post("/auth/verify-email", { token })).status).toBe(200);
    });

    test("a password that is given must be good", async () => {
      const response = await new TestClient(server().api).post("/auth/register", {
        email: aRegistration().email,
        password: "short",
      });
      expectInvalidFields(response, "password");
    });
  });

  describeOnEveryStore("with one passkey", (servers) => {
    const server = servers.shared({ emailCode: "on" });

    test("keeps it: a mailed code is no way in that counts", async () => {
      const client = new TestClient(server().api);
      const user = await anAccount(server());
      await emailCodeSignIn(server(), client, user.email);
      const { status } = await enrol(client, new SoftwareAuthenticator());
      expect(status).toBe(201);
      const [passkey] = await server().store.passkeys.listByUser(user._id);
      const removed = await client.send("DELETE", `/users/passkeys/${passkey?._id}`, { json: {} });
      expectFailure(removed, 409, "LAST_METHOD");
    });
  });
});
