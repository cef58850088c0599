import { expect, test } from "vitest";
import { eventsOf } from "../../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import { aTotpUser, pendingSignIn } from "../../support/http/secondFactors.js";
import { TestClient } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import { expectLimited, statusesOf, times } from "../../support/limits/limitedSignIns.js";
import { MINUTE } from "../../support/ManualClock.js";
import { addPasskey, aProof } from "../../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../../support/webauthn/SoftwareAuthenticator.js";

const STEP_2 = "/auth/second-factor";

/** A user with an authenticator app, a browser that has signed in with it, and a thief who has the password. */
async function anOwnerAndAThief(server: TestServer) {
  const owner = await aTotpUser(server);
  const thief = await pendingSignIn(server, owner.user);
  const guess = (count: number) =>
    statusesOf(count, () => thief.client.post(STEP_2, { flow: thief.flow, code: owner.app.wrongCode() }));
  return { ...owner, thief, guess };
}

describeOnEveryStore("a thief with the password who guesses codes", (servers) => {
  const server = servers.shared({ rateLimit: "on" });

  test("has ten in fifteen minutes, wherever they are entered, and then not even the right one", async () => {
    const { user, app, recoveryCodes, thief, guess } = await anOwnerAndAThief(server());
    expect(await guess(8)).toEqual(times(8, 401));
    const another = await pendingSignIn(server(), user);
    const wrong = { flow: another.flow, recoveryCode: "00000-00000" };
    expect((await another.client.post(STEP_2, wrong)).status).toBe(401);
    const { body } = await another.client.post(STEP_2, { flow: another.flow, recoveryCode: recoveryCodes[0] });
    const stolen = { bearer: body.data.accessToken };
    const reauthentication = await new TestClient(server().api).post(
      "/auth/reauthenticate",
      { code: app.wrongCode() },
      stolen,
    );
    expectFailure(reauthentication, 401, "CODE_INVALID");
    expectLimited(await thief.client.post(STEP_2, { flow: thief.flow, code: app.nextCode() }), 870);
    const confirmation = { code: app.wrongCode() };
    expectLimited(await new TestClient(server().api).post("/users/totp/confirm", confirmation, stolen), 870);
    const refusals = (await eventsOf(server(), user._id)).filter(({ name }) => name === "second_factor_refused");
    expect(refusals).toHaveLength(10);

    server().clock.advance(15 * MINUTE);
    const { client, flow } = await pendingSignIn(server(), user);
    expect((await client.post(STEP_2, { flow, code: app.code() })).status).toBe(200);
  });

  test("keeps nobody out who signs in with a known browser", async () => {
    const { user, client, app, guess } = await anOwnerAndAThief(server());
    expect(await guess(12)).toEqual([...times(10, 401), 429, 429]);
    const { flow } = await pendingSignIn(server(), user, { client });
    expect((await client.post(STEP_2, { flow, code: app.nextCode() })).status).toBe(200);
  });

  test("gets no more by sending fifty at once", async () => {
    const { app, thief } = await anOwnerAndAThief(server());
    const guess = { flow: thief.flow, code: app.wrongCode() };
    const answers = await Promise.all(times(50, guess).map((one) => new TestClient(server().api).post(STEP_2, one)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...times(10, 401), ...times(40, 429)]);
  });
});

describeOnOneStore("after a hundred wrong codes in a row from unknown browsers", (servers) => {
  const server = servers.shared({ rateLimit: "on", rateLimits: { "factor.account": "200/15m" } });

  test("no unknown one is let in until a code is accepted in a known one", async () => {
    const { user, client, app, thief, guess } = await anOwnerAndAThief(server());
    expect(await guess(101)).toEqual([...times(100, 401), 429]);
    server().clock.advance(5 * MINUTE);
    expectLimited(await thief.client.post(STEP_2, { flow: thief.flow, code: app.code() }), 900);
    const known = await pendingSignIn(server(), user, { client });
    expect((await client.post(STEP_2, { flow: known.flow, code: app.code() })).status).toBe(200);
    expect((await thief.client.post(STEP_2, { flow: thief.flow, code: app.code(1) })).status).toBe(200);
  });

  test.each([
    ["signs in with a passkey", "/auth/passkeys/login", false],
    ["finishes a sign-in with a passkey", STEP_2, true],
    ["proves again with a passkey who it is", "/auth/reauthenticate", false],
  ])("an owner who %s lets unknown ones try again", async (_what, path, isSecondStep) => {
    const { user, client, app, thief, guess } = await anOwnerAndAThief(server());
    const authenticator = new SoftwareAuthenticator();
    await addPasskey(server(), user, authenticator);
    await guess(101);
    server().clock.advance(5 * MINUTE);
    expectLimited(await thief.client.post(STEP_2, { flow: thief.flow, code: app.code() }), 900);
    const owner = path === "/auth/reauthenticate" ? client : new TestClient(server().api);
    const pending = isSecondStep ? { flow: (await pendingSignIn(server(), user)).flow } : {};
    const refused = await owner.post(path, await aProof(owner, authenticator, { ...pending, brokenSignature: true }));
    expectFailure(refused, 401, "PASSKEY_INVALID");
    expectLimited(await thief.client.post(STEP_2, { flow: thief.flow, code: app.code() }), 900);
    expect((await owner.post(path, await aProof(owner, authenticator, pending))).status).toBe(200);
    expect((await thief.client.post(STEP_2, { flow: thief.flow, code: app.code() })).status).toBe(200);
  });

  test("an operator who resets the factors lets everybody in with the password alone", async () => {
    const { user, guess } = await anOwnerAndAThief(server());
    await guess(101);
    await server().container.admin.resetFactors(user._id);
    expect((await pendingSignIn(server(), user)).response.status).toBe(200);
    expect(await server().store.secondFactors.get(user._id)).toBeNull();
    const after = await server().store.users.byId(user._id);
    expect(after?.epochEnds.at(-1)).toMatchObject({ cause: "factor-change" });
    const mails = (await server().mails()).filter(({ to }) => to === user.email);
    expect(mails.map(({ subject }) => subject)).toContain("The second step of signing in was removed at Latchkey");
  });
});
