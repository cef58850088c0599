import { expect, test, vi } from "vitest";
import { canonicalRecoveryCode } from "../../src/utils/recoveryCodeForm.js";
import { aSignedInUser, claimsOf, PASSWORD, refusalOfAccess, signIn, tokensOf } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink } from "../support/http/links.js";
import {
  Authenticator,
  aTotpUser,
  aVerifiedSession,
  eventNamesOf,
  factorsOf,
  fromBase32,
  pendingSignIn,
  setUpTotp,
  subjectsTo,
} from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE, SECOND } from "../support/ManualClock.js";

const STEP_2 = "/auth/second-factor";
const WRONG = "wrong horse battery";

describeOnEveryStore("setting up an authenticator app", (servers) => {
  const server = servers.shared();

  test("shows a secret, as text and for a QR code, that changes nothing until it is confirmed", async () => {
    const { user, client } = await aVerifiedSession(server());
    const { status, body } = await client.post("/users/totp", { password: PASSWORD });
    expect(status).toBe(201);
    const { secret, uri, expiresAt } = body.data;
    expect(body.data).toEqual({ secret, uri, expiresAt: server().clock.now() + 30 * MINUTE });
    expect(fromBase32(secret)).toHaveLength(20);
    const label = `Latchkey:${encodeURIComponent(user.email)}`;
    expect(uri).toBe(`otpauth://totp/${label}?secret=${secret}&issuer=Latchkey&algorithm=SHA1&digits=6&period=30`);

    const stored = await factorsOf(server(), user._id);
    expect(stored).toMatchObject({ totp: null, pending: { expiresAt }, recoveryCodes: [], madeAt: null });
    expect(JSON.stringify(stored)).not.toContain(secret);
    const sealed = Buffer.from(stored?.pending?.sealedSecret ?? "", "base64url");
    expect(sealed.includes(fromBase32(secret))).toBe(false);
    expect((await signIn(server(), user)).accessToken).not.toBe("");
    expect(await server().store.users.byId(user._id)).toMatchObject({ epoch: 0, factorsSince: server().clock.now() });
  });

  test("its first code turns it on: ten recovery codes, this session renewed at level 2, every other one ended", async () => {
    const { user, client, accessToken } = await aVerifiedSession(server());
    const other = await signIn(server(), user);
    const begun = await client.post("/users/totp", { password: PASSWORD });
    const app = new Authenticator(server(), begun.body.data.secret);
    const now = server().clock.now();
    const { status, body } = await client.post("/users/totp/confirm", { code: app.code() });
    expect(status).toBe(200);
    const { recoveryCodes = [], accessToken: renewed } = body.data;
    expect(Object.keys(body.data).sort()).toEqual(["accessToken", "recoveryCodes", "refreshToken"]);
    expect(recoveryCodes).toHaveLength(10);
    for (const code of recoveryCodes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(claimsOf(renewed)).toMatchObject({ amr: ["pwd", "otp", "mfa"], acr: "aal2" });
    expect(await refusalOfAccess(server(), renewed)).toBeNull();
    expect(await refusalOfAccess(server(), accessToken)).toBe("ACCESS_TOKEN_EXPIRED");
    expect(await refusalOfAccess(server(), other.accessToken)).toBe("SESSION_REVOKED");

    const stored = await factorsOf(server(), user._id);
    expect(stored).toMatchObject({ totp: { confirmedAt: now }, pending: null, madeAt: now });
    const text = JSON.stringify(stored);
    for (const code of recoveryCodes) expect(text).not.toContain(canonicalRecoveryCode(code));
    const after = await server().store.users.byId(user._id);
    expect(after).toMatchObject({ epoch: 1, epochEnds: [{ epoch: 0, cause: "factor-change" }] });
    expect((await eventNamesOf(server(), user._id)).filter((name) => /totp|codes/.test(name)).sort()).toEqual([
      "recovery_codes_made",
      "totp_enabled",
    ]);
    expect(await subjectsTo(server(), user.email)).toEqual(["An authenticator app was set up at Latchkey"]);
  });

  test("the code of the confirmation is spent: it signs nobody in", async () => {
    const { user, app } = await aTotpUser(server());
    const { client, flow } = await pendingSignIn(server(), user);
    expectFailure(await client.post(STEP_2, { flow, code: app.code() }), 401, "CODE_INVALID");
    expect((await client.post(STEP_2, { flow, code: app.nextCode() })).status).toBe(200);
  });

  test("a wrong code turns nothing on, and the secret waits for the right one", async () => {
    const { user, client } = await aVerifiedSession(server());
    const { body } = await client.post("/users/totp", { password: PASSWORD });
    const app = new Authenticator(server(), body.data.secret);
    const before = await factorsOf(server(), user._id);
    expectFailure(await client.post("/users/totp/confirm", { code: app.wrongCode() }), 401, "CODE_INVALID");
    expect(await factorsOf(server(), user._id)).toEqual(before);
    expect((await client.post("/users/totp/confirm", { code: app.code() })).status).toBe(200);
  });

  test("a new secret stands beside the one in use until it is confirmed, and brings no new recovery codes", async () => {
    const { user, client, app, recoveryCodes } = await aTotpUser(server());
    const before = await factorsOf(server(), user._id);
    const { body } = await client.post("/users/totp", { password: PASSWORD });
    const next = new Authenticator(server(), body.data.secret);
    const step = await pendingSignIn(server(), user);
    expect((await step.client.post(STEP_2, { flow: step.flow, code: app.nextCode() })).status).toBe(200);

    const confirmed = await client.post("/users/totp/confirm", { code: next.code() });
    expect(confirmed.status).toBe(200);
    expect(confirmed.body.data).not.toHaveProperty("recoveryCodes");
    expect(await factorsOf(server(), user._id)).toMatchObject({ recoveryCodes: before?.recoveryCodes, pending: null });
    const later = await pendingSignIn(server(), user);
    expectFailure(await later.client.post(STEP_2, { flow: later.flow, code: app.nextCode() }), 401, "CODE_INVALID");
    expect((await later.client.post(STEP_2, { flow: later.flow, code: next.code() })).status).toBe(200);
    const { client: third, flow } = await pendingSignIn(server(), user);
    expect((await third.post(STEP_2, { flow, recoveryCode: recoveryCodes[0] })).status).toBe(200);
  });

  test("nothing waits to be confirmed: FACTOR_MISSING, also when it waited too long or was confirmed already", async () => {
    const { client } = await aVerifiedSession(server());
    expectFailure(await client.post("/users/totp/confirm", { code: "123456" }), 409, "FACTOR_MISSING");
    const { body } = await client.post("/users/totp", { password: PASSWORD });
    const app = new Authenticator(server(), body.data.secret);
    server().clock.advance(30 * MINUTE);
    const late = await client.post("/auth/refresh-token", undefined);
    expect(late.status).toBe(200);
    expectFailure(await client.post("/users/totp/confirm", { code: app.code() }), 409, "FACTOR_MISSING");
    const { app: second } = await setUpTotp(server(), client);
    expectFailure(await client.post("/users/totp/confirm", { code: second.nextCode() }), 409, "FACTOR_MISSING");
  });

  test("a change of the password ends what waits to be confirmed: a thief with the old one has begun it", async () => {
    const { client } = await aVerifiedSession(server());
    const { body } = await client.post("/users/totp", { password: PASSWORD });
    server().clock.advance(SECOND);
    const newPassword = "a ship in the bay";
    const changed = await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword });
    expect(changed.status).toBe(200);
    const code = new Authenticator(server(), body.data.secret).code();
    expectFailure(await client.post("/users/totp/confirm", { code }), 409, "FACTOR_MISSING");
  });

  test("ends a change of the address that was asked for without it", async () => {
    const { user, client } = await aVerifiedSession(server());
    const token = await emailChangeLink(server(), client, `new-${user._id}@example.com`);
    await setUpTotp(server(), client);
    const opened = await client.post("/auth/confirm-email-change", { token, password: PASSWORD });
    expectFailure(opened, 400, "LINK_INVALID");
    expect(await server().store.users.byId(user._id)).toMatchObject({ email: user.email });
  });

  // A mail server that is down keeps the mail in the queue for hours, and the link is made when it is sent.
  test.each([
    ["before", "queue.claim", 0],
    ["before", "oneTimeTokens.put", 1],
    ["after", "queue.claim", 0],
    ["after", "oneTimeTokens.put", 1],
  ] as const)(
    "ends it too when it was asked for %s the app was begun and %s comes later",
    async (when, verb, links) => {
      const { user, client } = await aVerifiedSession(server());
      const newEmail = `new-${user._id}@example.com`;
      await server().quiet();
      let goOn = () => {};
      const held = new Promise<void>((resolve) => {
        goOn = resolve;
      });
      server().probe.before((called) => (called === verb ? held : undefined));
      if (when === "after") await client.post("/users/totp", { password: PASSWORD });
      const asked = await client.post("/users/change-email", { newEmail, password: PASSWORD });
      expect(asked.status).toBe(202);
      await vi.waitUntil(() => server().probe.calls.includes(verb));
      await setUpTotp(server(), client);
      server().probe.heal();
      goOn();
      const mails = (await server().mails()).filter(({ to }) => to === newEmail);
      expect(mails).toHaveLength(links);
      for (const { token } of mails) {
        for (const opener of [client, new TestClient(server().api)]) {
          const opened = await opener.post("/auth/confirm-email-change", { token, password: PASSWORD });
          expectFailure(opened, 400, "LINK_INVALID");
        }
      }
      expect(await server().store.users.byId(user._id)).toMatchObject({ email: user.email });
    },
  );

  test("needs the password, and a wrong or missing one changes nothing", async () => {
    const { user, client } = await aVerifiedSession(server());
    expectInvalidFields(await client.post("/users/totp", {}), "password");
    expectFailure(await client.post("/users/totp", { password: WRONG }), 401, "INVALID_CREDENTIALS");
    expect(await factorsOf(server(), user._id)).toBeNull();
    expect(await server().store.users.byId(user._id)).toMatchObject({ factorsSince: null });
    const stranger = new TestClient(server().api);
    expectFailure(await stranger.post("/users/totp", { password: PASSWORD }), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await stranger.post("/users/totp/confirm", { code: "123456" }), 401, "ACCESS_TOKEN_MISSING");
  });

  test("an account whose address is not verified sets none up: EMAIL_NOT_VERIFIED", async () => {
    const { user, client } = await aSignedInUser(server());
    expectFailure(await client.post("/users/totp", { password: PASSWORD }), 403, "EMAIL_NOT_VERIFIED");
    expect(await factorsOf(server(), user._id)).toBeNull();
  });

  test("with a factor a session that is not fresh at level 2 changes nothing, the right password or not", async () => {
    const { user, client } = await aTotpUser(server());
    const before = await factorsOf(server(), user._id);
    server().clock.advance(11 * MINUTE);
    for (const send of [
      () => client.post("/users/totp", { password: PASSWORD }),
      () => client.send("DELETE", "/users/totp", { json: { password: PASSWORD } }),
      () => client.post("/users/recovery-codes", { password: PASSWORD }),
    ]) {
      expectFailure(await send(), 401, "REAUTHENTICATION_REQUIRED");
    }
    expect(await factorsOf(server(), user._id)).toEqual(before);
  });
});

describeOnEveryStore("removing the authenticator app", (servers) => {
  const server = servers.shared();

  test("lets the password alone sign in, ends the recovery codes and every other session, and renews this one", async () => {
    const { user, client, app } = await aTotpUser(server());
    const other = await pendingSignIn(server(), user);
    await other.client.post(STEP_2, { flow: other.flow, code: app.nextCode() });
    const otherToken = tokensOf(other.client).accessToken;
    const { status, body } = await client.send("DELETE", "/users/totp", { json: { password: PASSWORD } });
    expect(status).toBe(200);
    expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
    expect(await refusalOfAccess(server(), otherToken)).toBe("SESSION_REVOKED");
    expect(await factorsOf(server(), user._id)).toMatchObject({
      totp: null,
      pending: null,
      recoveryCodes: [],
      madeAt: null,
    });
    await signIn(server(), user);
    expect(await eventNamesOf(server(), user._id)).toContain("totp_disabled");
    expect(await subjectsTo(server(), user.email)).toContain("The authenticator app was removed at Latchkey");
  });

  test("a wrong password removes nothing", async () => {
    const { user, client } = await aTotpUser(server());
    const before = await factorsOf(server(), user._id);
    const removal = await client.send("DELETE", "/users/totp", { json: { password: WRONG } });
    expectFailure(removal, 401, "INVALID_CREDENTIALS");
    expect(await factorsOf(server(), user._id)).toEqual(before);
  });

  test("set up again it comes with ten new recovery codes", async () => {
    const { client } = await aTotpUser(server());
    await client.send("DELETE", "/users/totp", { json: { password: PASSWORD } });
    expect((await setUpTotp(server(), client)).recoveryCodes).toHaveLength(10);
  });
});
