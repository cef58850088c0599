import { beforeAll, expect, test } from "vitest";
import { TrustedDevices } from "../../../src/services/rateLimit/index.js";
import type { User } from "../../../src/stores/Store.js";
import { anAccount, changeAccount, eventsOf, PASSWORD, signIn } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { resetLink, verificationLink } from "../../support/http/links.js";
import { registrantOf } from "../../support/http/registrant.js";
import { TestClient } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import {
  expectLimited,
  guesses,
  lockOut,
  lookForOldHashes,
  signInAs,
  times,
} from "../../support/limits/limitedSignIns.js";
import { MINUTE } from "../../support/ManualClock.js";
import type { NamedUser } from "../../support/records.js";

const NEW_PASSWORD = "a new horse battery";

/** A browser that holds nothing but a device cookie. */
function browserWith(server: TestServer, deviceToken: string): TestClient {
  return new TestClient(server.api, { browser: true, cookies: { deviceToken } });
}

/** A browser that has signed in before, and out again. */
async function aKnownBrowser(server: TestServer, user: { username: string }): Promise<TestClient> {
  const { client } = await signIn(server, user, { browser: true });
  expect((await client.post("/auth/logout")).status).toBe(200);
  expect([...client.cookies.keys()]).toEqual(["deviceToken"]);
  return client;
}

/** A browser that has opened the link of a reset mail and set the new password. */
async function resetInBrowser(server: TestServer, user: User): Promise<TestClient> {
  const client = new TestClient(server.api, { browser: true });
  const token = await resetLink(server, user);
  expect((await client.post("/auth/reset-password", { token, newPassword: NEW_PASSWORD })).status).toBe(200);
  return client;
}

function deviceTokenOf(client: TestClient): string {
  return client.cookies.get("deviceToken") ?? "";
}

describeOnEveryStore("a known browser", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  beforeAll(() => lookForOldHashes(server()));

  test("signs in while strangers have locked the account, and they stay locked out", async () => {
    const user = await anAccount(server());
    const client = await aKnownBrowser(server(), user);
    await lockOut(server(), user);
    expect((await signInAs(server(), user, { client })).status).toBe(200);
    expectLimited(await signInAs(server(), user), 60);
    const signIns = (await eventsOf(server(), user._id)).filter(({ name }) => name === "signed_in");
    expect(signIns.map(({ detail }) => detail["knownDevice"]).sort()).toEqual([false, true]);
  });

  test("has a budget that ends too, and takes nothing from other browsers or from strangers", async () => {
    const user = await anAccount(server());
    const [stolen, other] = [await aKnownBrowser(server(), user), await aKnownBrowser(server(), user)];
    // A copy of the cookie is the same browser.
    const copy = browserWith(server(), deviceTokenOf(stolen));
    expect(await guesses(server(), user, 5, stolen)).toEqual(times(5, 401));
    expect(await guesses(server(), user, 6, copy)).toEqual([...times(5, 401), 429]);
    expectLimited(await signInAs(server(), user, { client: stolen }), 60);
    expect((await signInAs(server(), user, { client: other })).status).toBe(200);
    expect((await signInAs(server(), user)).status).toBe(200);
    // Neither success gave the copies anything.
    expectLimited(await signInAs(server(), user, { client: copy }), 60);
    server().clock.advance(MINUTE);
    expect((await signInAs(server(), user, { client: stolen })).status).toBe(200);
  });

  test("is known to everybody who signed in with it, each with a budget of their own", async () => {
    const [ada, eve] = [await anAccount(server()), await anAccount(server())];
    const shared = await aKnownBrowser(server(), ada);
    await signInAs(server(), eve, { client: shared });
    await Promise.all([lockOut(server(), ada), lockOut(server(), eve)]);
    expect(await guesses(server(), ada, 11, shared)).toEqual([...times(10, 401), 429]);
    expect((await signInAs(server(), eve, { client: shared })).status).toBe(200);
  });

  test("gets in when everybody else has used up what all share", async () => {
    const own = await servers.own({ rateLimit: "on", rateLimits: { "login.global": "4/1m" } });
    const user = await anAccount(own);
    const client = await aKnownBrowser(own, user);
    for (const username of ["nobody-1", "nobody-2", "nobody-3"]) {
      expect(await guesses(own, { username }, 1)).toEqual([401]);
    }
    expectLimited(await signInAs(own, user), 60);
    expect((await signInAs(own, user, { client })).status).toBe(200);
  });

  // A lock that the mailbox does not open would leave the owner to the mercy of strangers.
  test("is also one that has just reset the password by mail: it gets in during the lock", async () => {
    const user = await anAccount(server());
    await lockOut(server(), user);
    const client = new TestClient(server().api, { browser: true });
    expect((await client.post("/auth/forgot-password", { email: user.email })).status).toBe(202);
    const mail = (await server().mails()).findLast(({ to }) => to === user.email);
    const reset = await client.post("/auth/reset-password", { token: mail?.token, newPassword: NEW_PASSWORD });
    expect(reset.status).toBe(200);
    expect([...client.cookies.keys()]).toEqual(["deviceToken"]);

    expectLimited(await signInAs(server(), user, { password: NEW_PASSWORD }), 60);
    expect((await signInAs(server(), user, { client })).status).toBe(401);
    expect((await signInAs(server(), user, { password: NEW_PASSWORD, client })).status).toBe(200);
  });
});

describeOnEveryStore("the browsers that an account knows", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  beforeAll(() => lookForOldHashes(server()));

  /** As many sign-ins leave them, without the cost of their passwords. */
  function deviceTokens({ container, config }: TestServer, user: User, count: number): string[] {
    const devices = new TrustedDevices({ secrets: config.refreshTokenSecrets, clock: container.clock });
    return Array.from({ length: count }, () => devices.issue(user, null));
  }

  async function guessWithEach(where: TestServer, user: NamedUser, cookies: readonly string[]): Promise<number[]> {
    const statuses: number[] = [];
    for (const cookie of cookies) statuses.push(...(await guesses(where, user, 2, browserWith(where, cookie))));
    return statuses;
  }

  // Twenty-five sign-ins with the old password would have been 250 guesses at the new one.
  test("are known no more after a reset, however many they are: together they are one stranger", async () => {
    const user = await anAccount(server());
    const cookies = deviceTokens(server(), user, 25);
    server().clock.advance(MINUTE);
    const owner = await resetInBrowser(server(), user);
    expect(await guessWithEach(server(), user, cookies)).toEqual([...times(10, 401), ...times(40, 429)]);
    expect((await signInAs(server(), user, { password: NEW_PASSWORD, client: owner })).status).toBe(200);
  });

  test("are known no more after a change of the password, but for the one in which it was changed", async () => {
    const user = await anAccount(server());
    const { client } = await signIn(server(), user, { browser: true });
    const other = await aKnownBrowser(server(), user);
    const before = deviceTokenOf(client);
    server().clock.advance(MINUTE);
    const json = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };
    expect((await client.post("/auth/change-password", json)).status).toBe(200);
    await lockOut(server(), user);
    for (const outdated of [other, browserWith(server(), before)]) {
      expectLimited(await signInAs(server(), user, { password: NEW_PASSWORD, client: outdated }), 60);
    }
    const known = browserWith(server(), deviceTokenOf(client));
    expect((await signInAs(server(), user, { password: NEW_PASSWORD, client: known })).status).toBe(200);
  });

  test("are known no more after the mailbox was proven, but for the one in which the link was opened", async () => {
    const user = await anAccount(server());
    const [here, other] = [await aKnownBrowser(server(), user), await aKnownBrowser(server(), user)];
    server().clock.advance(MINUTE);
    const token = await verificationLink(server(), user);
    expect((await here.post("/auth/verify-email", { token, password: PASSWORD })).status).toBe(200);
    await lockOut(server(), user);
    expectLimited(await signInAs(server(), user, { client: other }), 60);
    expect((await signInAs(server(), user, { client: here })).status).toBe(200);
  });

  test("get nobody known by a link alone: it proves the mailbox, not that the browser is the owner's", async () => {
    const user = await anAccount(server());
    for (const password of [undefined, PASSWORD]) {
      const stranger = registrantOf(server(), user, { browser: true });
      const token = await verificationLink(server(), user);
      const { status, setCookies } = await stranger.post("/auth/verify-email", { token, password });
      expect([status, setCookies]).toEqual([200, []]);
      await changeAccount(server(), user._id, { emailVerifiedAt: null });
    }
  });

  test("have one bound together, which a reset opens again", async () => {
    const own = await servers.own({ rateLimit: "on", rateLimits: { "login.devices": "5/15m" } });
    const user = await anAccount(own);
    const cookies = deviceTokens(own, user, 25);
    expect(await guessWithEach(own, user, cookies)).toEqual([...times(5, 401), ...times(45, 429)]);
    const last = browserWith(own, cookies.at(-1) ?? "");
    expectLimited(await signInAs(own, user, { client: last }), 60);
    own.clock.advance(MINUTE);
    const owner = await resetInBrowser(own, user);
    expect((await signInAs(own, user, { password: NEW_PASSWORD, client: owner })).status).toBe(200);
  });
});

describeOnEveryStore("a device cookie that is not the account's", (servers) => {
  const server = servers.shared({ rateLimit: "on" });
  beforeAll(() => lookForOldHashes(server()));

  /** Cookies that somebody without one may send for the account, and what each is. */
  async function forgeries(user: NamedUser) {
    const real = deviceTokenOf(await aKnownBrowser(server(), user));
    const others = deviceTokenOf(await aKnownBrowser(server(), await anAccount(server())));
    const bytes = Buffer.from(real, "base64url");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    const ofAnotherKey = new TrustedDevices({
      secrets: ["not a secret of this server, 0123456789"],
      clock: server().clock,
    });
    return {
      "another account's": others,
      "edited in its id": bytes.toString("base64url"),
      "cut short": real.slice(0, -1),
      "grown longer": `${real}AA`,
      "put together of two": others.slice(0, 28) + real.slice(28),
      "signed by somebody else": ofAnotherKey.issue(user, null),
      "another account's, sent twice": `${others}; deviceToken=${others}`,
      "an object": `j:${JSON.stringify({ deviceToken: real })}`,
      "the account's id": user._id,
      empty: "",
    };
  }

  test("opens no locked account", async () => {
    const user = await anAccount(server());
    const cookies = await forgeries(user);
    await lockOut(server(), user);
    for (const [name, value] of Object.entries(cookies)) {
      const { status } = await signInAs(server(), user, { client: browserWith(server(), value) });
      expect([name, status]).toEqual([name, 429]);
    }
  });

  test("has no budget of its own: a new one for each guess does not help", async () => {
    const user = await anAccount(server());
    const cookies = Object.values(await forgeries(user));
    const statuses: number[] = [];
    for (const value of cookies) statuses.push(...(await guesses(server(), user, 1, browserWith(server(), value))));
    expect(statuses).toEqual(times(10, 401));
    expectLimited(await signInAs(server(), user), 60);
  });
});

describeOnEveryStore("on https", (servers) => {
  const server = servers.shared({ rateLimit: "on", publicUrl: "https://auth.example.com" });

  // A sibling domain can plant a cookie of the plain name, but none with this prefix.
  test("a browser is known by the __Host- cookie alone", async () => {
    const user = await anAccount(server());
    const { client } = await signIn(server(), user);
    const deviceToken = client.cookies.get("__Host-deviceToken") ?? "";
    await lockOut(server(), user);
    const login = (cookies: object) =>
      new TestClient(server().api, { cookies }).post("/auth/login", { username: user.username, password: PASSWORD });
    expectLimited(await login({ deviceToken }), 60);
    expect((await login({ "__Host-deviceToken": deviceToken })).status).toBe(200);
  });
});
