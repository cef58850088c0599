import { expect, onTestFinished, test, vi } from "vitest";
import { createLatchkeyClient } from "../../packages/client/src/index.js";
import { pretendPage } from "../support/client/pretendPage.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { startWorld, type World } from "../support/client/world.js";
import { changeAccount, PASSWORD } from "../support/http/accounts.js";
import { Authenticator } from "../support/http/secondFactors.js";
import { MINUTE, SECOND } from "../support/ManualClock.js";

function aClient(world: World) {
  const client = createLatchkeyClient({ baseUrl: world.api, storage: createSharedStorage(null) });
  onTestFinished(client.close);
  return client;
}

test("an account lives with an authenticator app, on a real server", async () => {
  const world = await startWorld();
  const { username } = await world.aUser({ emailVerifiedAt: world.clock.now() });
  const [client, other] = [aClient(world), aClient(world)];
  const login = { username, password: PASSWORD };
  expect((await client.login(login)).challenge).toBeUndefined();
  await other.login(login);

  const { secret, uri } = await client.startTotp({ password: PASSWORD });
  expect(uri).toContain(`secret=${secret}`);
  const app = new Authenticator(world.server, secret);
  const [recoveryCode = "", ...others] = await client.confirmTotp({ code: app.code() });
  expect(others.length).toBe(9);
  // This session goes on, at level 2, and every other one has ended.
  expect(await client.profile()).toMatchObject({ username });
  await expect(other.profile()).rejects.toMatchObject({ reason: "factor-change" });

  const { challenge } = await other.login(login);
  expect(challenge).toMatchObject({ code: "SECOND_FACTOR_REQUIRED", methods: ["totp", "recovery-code"] });
  const flow = challenge?.flow ?? "";
  await expect(other.secondFactor({ flow, code: app.wrongCode() })).rejects.toMatchObject({ code: "CODE_INVALID" });
  expect(await other.secondFactor({ flow, code: app.nextCode() })).toMatchObject({ username });

  const third = aClient(world);
  const again = await third.login(login);
  await third.secondFactor({ flow: again.challenge?.flow ?? "", recoveryCode });
  expect(third.state.status).toBe("signed-in");

  world.clock.advance(SECOND);
  expect((await client.reauthenticate({ code: app.nextCode() })).level).toBe(2);
  expect((await client.makeRecoveryCodes({ password: PASSWORD })).length).toBe(10);
  await client.removeTotp({ password: PASSWORD });
  expect(await client.profile()).toMatchObject({ username });
  expect((await other.login(login)).challenge).toBeUndefined();
});

test("a policy that asks a signed-in user later asks in every tab, and nobody is signed out", async () => {
  pretendPage();
  const world = await startWorld({ requireSecondFactor: "admins" });
  const { aTab, user } = await world.aSignedInBrowser({ emailVerifiedAt: world.clock.now() });
  const [one, other] = [aTab(), aTab()];
  const ends: unknown[] = [];
  for (const tab of [one, other]) {
    tab.on("signed-out", (detail) => ends.push(detail));
    await tab.start();
  }
  await changeAccount(world.server, user._id, { roles: ["admin"] });
  world.clock.advance(16 * MINUTE);

  for (const tab of [one, other]) await expect(tab.refresh()).rejects.toMatchObject({ code: "ENROLMENT_REQUIRED" });
  expect(other.state).toMatchObject({ status: "signed-in", challenge: { methods: ["totp", "passkey"] } });
  const flow = one.state.challenge?.flow;
  const app = new Authenticator(world.server, (await one.startTotp({ flow })).secret);
  expect((await one.confirmTotp({ flow, code: app.code() })).length).toBe(10);

  await vi.waitFor(() => expect(other.state.challenge).toBeUndefined());
  for (const tab of [one, other]) expect(await tab.profile()).toMatchObject({ _id: user._id });
  expect(ends).toEqual([]);
});
