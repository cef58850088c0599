import { beforeEach, expect, test } from "vitest";
import { limitNames } from "../../../src/services/rateLimit/limitRules.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import { TestClient } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import { LIMITED_ROUTES } from "../../support/limits/goodRequests.js";
import { expectLimited, observable, WRONG } from "../../support/limits/limitedSignIns.js";
import { HOUR, MINUTE } from "../../support/ManualClock.js";

// One address ends before what all share, so it is known which limit refused.
const [ONE, ALL] = [2, 3];
const ofOne = `${ONE}/1m` as const;
const ofAll = `${ALL}/1m` as const;
const OPTIONS = {
  rateLimit: "on",
  trustProxy: 1,
  rateLimits: {
    "login.ip": ofOne,
    "login.global": ofAll,
    "register.ip": ofOne,
    "register.global": ofAll,
    "refresh.ip": ofOne,
    "passkey-options.ip": ofOne,
    "passkey.ip": ofOne,
    "passkeys.account": ofOne,
    "provider-start.ip": ofOne,
    "provider-start.global": ofAll,
    "provider.ip": ofOne,
    "provider.global": ofAll,
    "identities.account": ofOne,
    "forgot.ip": ofOne,
    "forgot.account": ofOne,
    "forgot.global": ofAll,
    "resend.ip": ofOne,
    "resend.account": ofOne,
    "resend.global": ofAll,
    "verify.ip": ofOne,
    "reset.ip": ofOne,
    "change-password.account": ofOne,
    "reauth.account": ofOne,
    // Above the budget of the password, which a rename uses up too.
    "settings.account": ofAll,
    "export.account": ofOne,
    "activity.account": ofOne,
  },
} as const;

/** What has changed since `quiet`, apart from counting; the mails of refused requests would be among it, as jobs. */
async function changes({ container, probe }: TestServer): Promise<string[]> {
  await container.background.drain();
  return probe.writes.filter((verb) => verb !== "rateLimits.add");
}

test("every limit that is counted before a route is tested here", () => {
  const tested = new Set<string>([
    ...LIMITED_ROUTES.map(({ limit }) => limit),
    "login.account",
    "login.device",
    "login.devices",
    "reauth.session",
    // See FactorAttempts.test.ts and secondFactorLimits.test.ts.
    "factor.account",
    "factor.device",
    "factor-notice.account",
    // Of what happens all the same, only the mail is dropped: see mailBudgets.test.ts.
    "register.account",
    "change-email.account",
    "notice.unverified",
    "notice.account",
  ]);
  expect([...tested].sort()).toEqual(limitNames.toSorted());
});

describeOnEveryStore("at its limit", (servers) => {
  const server = servers.shared(OPTIONS);
  // The windows of the tests before are over.
  beforeEach(() => server().clock.advance(HOUR));

  test.each(LIMITED_ROUTES)("$limit: $route is 429, changes nothing, and recovers", async ({ limit, prepare }) => {
    const send = await prepare(server());
    const isByAddress = limit.endsWith(".ip");
    const address = (index: number) => (isByAddress ? "203.0.113.1" : `203.0.113.${index}`);
    const points = ofAll === OPTIONS.rateLimits[limit] ? ALL : ONE;
    for (let used = 0; used < points; used += 1) expect((await send(address(used))).status).toBeLessThan(300);

    await server().quiet();
    expectLimited(await send(address(100)), 60);
    expectLimited(await send(address(101)), 60);
    expect(await changes(server())).toEqual([]);
    if (isByAddress) expect((await send("203.0.113.200")).status).toBeLessThan(300);

    server().clock.advance(MINUTE - 1);
    expectLimited(await send(address(102)), 1);
    server().clock.advance(1);
    expect((await send(address(103))).status).toBeLessThan(300);
  });

  test("a deletion is refused with the right password too, and the account stays", async () => {
    const { user, client } = await aSignedInUser(server());
    const remove = (password: string) => client.send("DELETE", "/users/account", { json: { password } });
    for (let used = 0; used < ONE; used += 1) expectFailure(await remove(WRONG), 401, "INVALID_CREDENTIALS");
    await server().quiet();
    expectLimited(await remove(PASSWORD), 60);
    expect(await changes(server())).toEqual([]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    server().clock.advance(MINUTE);
    expect((await remove(PASSWORD)).status).toBe(200);
    expect(await server().store.users.byId(user._id)).toBeNull();
  });

  test("a deletion and a change of address share one budget: the password is one", async () => {
    const { client } = await aSignedInUser(server());
    const change = (password: string) =>
      client.post("/users/change-email", { newEmail: aRegistration().email, password });
    for (let used = 0; used < ONE; used += 1) expectFailure(await change(WRONG), 401, "INVALID_CREDENTIALS");
    expectLimited(await client.send("DELETE", "/users/account", { json: { password: PASSWORD } }), 60);
  });

  // Who has stolen a session must not be able to lock its owner out.
  test("guesses with a stolen session at the current password leave sign-ins alone", async () => {
    const { user, client } = await aSignedInUser(server());
    const change = (currentPassword: string) =>
      client.post("/auth/change-password", { currentPassword, newPassword: "a new horse battery" });
    for (let used = 0; used < ONE; used += 1) expectFailure(await change(WRONG), 401, "INVALID_CREDENTIALS");
    expectLimited(await change(PASSWORD), 60);
    const login = await new TestClient(server().api).post("/auth/login", {
      username: user.username,
      password: PASSWORD,
    });
    expect(login.status).toBe(200);
  });
});

// A limit that only mailboxes of accounts reach would tell which those are.
describeOnEveryStore("mails for one address", (servers) => {
  const server = servers.shared({ rateLimit: "on" });

  test.each(["/auth/forgot-password", "/auth/resend-verification"])(
    "%s: the sixth in an hour is refused, known or not, and no more than five are sent",
    async (path) => {
      const { email } = await anAccount(server());
      const unknown = aRegistration().email;
      const ask = (mailbox: string) => new TestClient(server().api).post(path, { email: mailbox });
      for (let sent = 0; sent < 7; sent += 1) {
        // Other spellings of a mailbox are the same one.
        const spell = (mailbox: string) => (sent % 2 === 0 ? mailbox : ` ${mailbox.toUpperCase()} `);
        const [known, other] = [await ask(spell(email)), await ask(spell(unknown))];
        expect(observable(known)).toEqual(observable(other));
        expect(known.status).toBe(sent < 5 ? 202 : 429);
      }
      const mails = await server().mails();
      expect(mails.filter(({ to }) => to === email)).toHaveLength(5);
      expect(mails.filter(({ to }) => to === unknown)).toEqual([]);
      server().clock.advance(HOUR);
      expect((await ask(email)).status).toBe(202);
    },
  );
});
