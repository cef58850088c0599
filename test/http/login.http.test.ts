import bcrypt from "bcrypt";
import { expect, test } from "vitest";
import {
  anAccount,
  aRegistration,
  changeAccount,
  claimsOf,
  eventsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { DAY, MINUTE, SECOND } from "../support/ManualClock.js";
import { createHasher } from "../support/services/hasher.js";

const ARGON2ID = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/;

describeOnEveryStore("signing in", (servers) => {
  const server = servers.shared();
  const login = (body: unknown, client = new TestClient(server().api)) => client.post("/auth/login", body);

  test.each([
    ["the username", (user: { username: string }) => ({ username: user.username })],
    ["the username in capitals", (user: { username: string }) => ({ username: user.username.toUpperCase() })],
    ["the email address", (user: { email: string }) => ({ email: user.email })],
    ["the email address in capitals", (user: { email: string }) => ({ email: user.email.toUpperCase() })],
    [
      "both, when they name one account",
      ({ username, email }: { username: string; email: string }) => ({ username, email }),
    ],
    ["the username beside an empty address", ({ username }: { username: string }) => ({ username, email: "" })],
    ["the address beside a username of null", ({ email }: { email: string }) => ({ username: null, email })],
    ["the username beside rememberMe: null", ({ username }: { username: string }) => ({ username, rememberMe: null })],
  ])("%s and the password are enough", async (_name, identify) => {
    const user = await anAccount(server());
    const response = await login({ ...identify(user), password: PASSWORD });
    expect(response.status).toBe(200);
    expect(Object.keys(response.body.data).sort()).toEqual(["accessToken", "refreshToken", "user"]);
    expect(response.body.data.user._id).toBe(user._id);
    expect(await refusalOfAccess(server(), response.body.data.accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), response.body.data.refreshToken)).toBeNull();
  });

  // One identifier, one equality; two identifiers are one account or none.
  test("a username and an email address of two accounts sign nobody in", async () => {
    const [ada, eve] = [await anAccount(server()), await anAccount(server())];
    await server().quiet();
    expectFailure(
      await login({ username: ada.username, email: eve.email, password: PASSWORD }),
      401,
      "INVALID_CREDENTIALS",
    );
    expectFailure(
      await login({ username: ada.username, email: aRegistration().email, password: PASSWORD }),
      401,
      "INVALID_CREDENTIALS",
    );
    expect(server().probe.writes).toEqual([]);
  });

  test("neither a username nor an email address: 400 names the field, beside the others that fail", async () => {
    expectInvalidFields(await login({ password: PASSWORD }), "username");
    expectInvalidFields(await login({}), "username", "password");
  });
  test("an unknown name and a wrong password get one answer: nobody learns which accounts exist", async () => {
    const user = await anAccount(server());
    await server().quiet();
    const answers = [
      await login({ username: user.username, password: "wrong horse battery" }),
      await login({ email: user.email, password: "wrong horse battery" }),
      await login({ username: aRegistration().username, password: PASSWORD }),
      await login({ email: aRegistration().email, password: PASSWORD }),
    ];
    for (const answer of answers) expectFailure(answer, 401, "INVALID_CREDENTIALS");
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const headers = answers.map((answer) => [...answer.headers.keys()].sort().join());
    expect(new Set(headers).size).toBe(1);
    await server().container.background.drain();
    // The two refusals of the account are noted for its owner; nothing else is written.
    expect(server().probe.writes).toEqual(["audit.append", "audit.append"]);
    expect(await eventsOf(server(), user._id)).toMatchObject([{ name: "sign_in_failed" }, { name: "sign_in_failed" }]);
  });

  test("a disabled account gets this answer only after the right password, and no session", async () => {
    const user = await anAccount(server(), { disabledAt: 1 });
    await server().quiet();
    expectFailure(
      await login({ username: user.username, password: "wrong horse battery" }),
      401,
      "INVALID_CREDENTIALS",
    );
    server().clock.advance(1);
    expectFailure(await login({ username: user.username, password: PASSWORD }), 403, "ACCOUNT_DISABLED");
    expect(await eventsOf(server(), user._id)).toMatchObject([
      { name: "sign_in_failed", detail: { code: "ACCOUNT_DISABLED" } },
      { name: "sign_in_failed", detail: { code: "INVALID_CREDENTIALS" } },
    ]);
    expect(server().probe.writes).toEqual(["audit.append", "audit.append"]);
  });
  test("cookies live as long as their tokens", async () => {
    const user = await anAccount(server());
    const { setCookies } = await login({ username: user.username, password: PASSWORD });
    expect(maxAgeOf(setCookies, "accessToken")).toBe((15 * MINUTE) / SECOND);
    expect(maxAgeOf(setCookies, "refreshToken")).toBe((7 * DAY) / SECOND);
  });

  test("rememberMe: false gives cookies that end with the browser, at the refresh too", async () => {
    const user = await anAccount(server());
    const client = new TestClient(server().api, { browser: true });
    const first = await login({ username: user.username, password: PASSWORD, rememberMe: false }, client);
    const second = await client.post("/auth/refresh-token");
    expect(second.status).toBe(200);
    for (const { setCookies } of [first, second]) {
      const tokens = setCookies.filter((line) => !line.startsWith("deviceToken="));
      expect(tokens).toHaveLength(2);
      for (const line of tokens) expect(line).not.toMatch(/Max-Age|Expires/i);
    }
  });

  // ASVS 7.2.4
  test("signing in again replaces the session of the presented cookie, whatever its generation", async () => {
    const user = await anAccount(server());
    const first = await signIn(server(), user, { browser: true });
    const other = await signIn(server(), user);
    const second = await signIn(server(), user, { client: first.client });

    expect(second.sessionId).not.toBe(first.sessionId);
    expect(await server().store.sessions.get(first.sessionId)).toMatchObject({ revokeReason: "replaced" });
    expect(await refusalOfAccess(server(), first.accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfAccess(server(), second.accessToken)).toBeNull();
    expect(await refusalOfAccess(server(), other.accessToken)).toBeNull();
  });

  // RFC 9700 §4.14.2: a spent token is a stolen one wherever it is presented.
  test("signing in with a stolen cookie succeeds, and the theft of the session before is reported", async () => {
    const user = await anAccount(server());
    const thief = await signIn(server(), user);
    const [stolen, own] = [thief.refreshToken, thief.client];
    await own.post("/auth/refresh-token", { refreshToken: stolen });

    const victim = new TestClient(server().api, { browser: true, cookies: { refreshToken: stolen } });
    const next = await signIn(server(), user, { client: victim });
    expect(await refusalOfAccess(server(), next.accessToken)).toBeNull();
    expect(await server().store.sessions.get(thief.sessionId)).toMatchObject({ revokeReason: "reuse" });
    await server().quiet();
    const events = await server().store.audit.listByUser({ userId: user._id, before: null, limit: 10 });
    expect(events.filter(({ sessionId }) => sessionId === thief.sessionId).map(({ name }) => name)).toContain(
      "token_reused",
    );
  });

  test("a sign-in that fails leaves the session of the presented cookie alone", async () => {
    const user = await anAccount(server());
    const { client, accessToken } = await signIn(server(), user, { browser: true });
    expectFailure(
      await login({ username: user.username, password: "wrong horse" }, client),
      401,
      "INVALID_CREDENTIALS",
    );
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
  });

  test("a cookie that is no token of ours does not stand in the way", async () => {
    const user = await anAccount(server());
    const client = new TestClient(server().api, { cookies: { refreshToken: "from another application" } });
    expect((await login({ username: user.username, password: PASSWORD }, client)).status).toBe(200);
  });

  // A session a device, and no two tokens alike.
  test("many devices are signed in side by side, with tokens of their own", async () => {
    const user = await anAccount(server());
    const devices = [];
    for (let count = 0; count < 4; count += 1) devices.push(await signIn(server(), user));
    expect(new Set(devices.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken])).size).toBe(8);
    expect(new Set(devices.map(({ sessionId }) => sessionId)).size).toBe(4);
    for (const device of devices) expect(await refusalOfRefresh(server(), device.refreshToken)).toBeNull();
  });
  test("a bcrypt hash of another system verifies and becomes Argon2id at the first sign-in", async () => {
    const user = await anAccount(server(), { passwordHash: await bcrypt.hash(PASSWORD, 4) });
    expectFailure(
      await login({ username: user.username, password: "wrong horse battery" }),
      401,
      "INVALID_CREDENTIALS",
    );
    expect((await server().store.users.byId(user._id))?.passwordHash).toBe(user.passwordHash);

    const { accessToken } = await signIn(server(), user);
    const upgraded = await server().store.users.byId(user._id);
    expect(upgraded?.passwordHash).toMatch(ARGON2ID);
    expect(upgraded).toMatchObject({ epoch: user.epoch, passwordChangedAt: user.passwordChangedAt });
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();

    await server().quiet();
    await signIn(server(), user);
    expect(server().probe.writes).not.toContain("users.compareAndSet");
  });

  test.each(["2a", "2y"])("a $%s$ hash verifies as well", async (kind) => {
    const hash = (await bcrypt.hash(PASSWORD, 4)).replace("$2b$", `$${kind}$`);
    const user = await anAccount(server(), { passwordHash: hash });
    await signIn(server(), user);
    expect((await server().store.users.byId(user._id))?.passwordHash).toMatch(ARGON2ID);
  });

  // Bcrypt looks at 72 bytes only; once upgraded, every byte counts.
  test("after the upgrade nothing behind the 72nd byte is ignored", async () => {
    const password = "A".repeat(80);
    const user = await anAccount(server(), { passwordHash: await bcrypt.hash(password, 4) });
    await signIn(server(), { ...user, password });
    for (const wrong of ["A".repeat(72), "A".repeat(79), `${"A".repeat(79)}B`, "A".repeat(81)]) {
      expectFailure(await login({ username: user.username, password: wrong }), 401, "INVALID_CREDENTIALS");
    }
    await signIn(server(), { ...user, password });
  });
  test("a password is the same however its accents were typed, and different in every other way", async () => {
    const [composed, decomposed] = ["caf\u00e9 cr\u00e8me", "cafe\u0301 cre\u0300me"];
    const user = await anAccount(server(), { passwordHash: await createHasher().hash(decomposed) });
    await signIn(server(), { ...user, password: composed });
    await signIn(server(), { ...user, password: decomposed });
    for (const wrong of ["cafe creme", "Caf\u00e9 cr\u00e8me", " caf\u00e9 cr\u00e8me", "caf\u00e9 cr\u00e8me "]) {
      expectFailure(await login({ username: user.username, password: wrong }), 401, "INVALID_CREDENTIALS");
    }
  });

  test("half a character is not taken for the replacement character", async () => {
    const user = await anAccount(server(), { passwordHash: await createHasher().hash("12345678\ufffd") });
    const response = await login({ username: user.username, password: "12345678\ud83d" });
    expectInvalidFields(response, "password");
  });
  test("a session has an absolute end and an idle end, and remembers who opened it", async () => {
    const user = await anAccount(server());
    const client = new TestClient(server().api);
    await client.post(
      "/auth/login",
      { username: user.username, password: PASSWORD },
      { headers: { "user-agent": "Phone" } },
    );
    const sid = String(claimsOf(client.cookies.get("accessToken") ?? "")["sid"]);
    const now = server().clock.now();
    expect(await server().store.sessions.get(sid)).toMatchObject({
      userId: user._id,
      createdAt: now,
      idleExpiresAt: now + 7 * DAY,
      expiresAt: now + 90 * DAY,
      userAgent: "Phone",
      ip: "127.0.0.1",
      openedBy: "client",
    });
  });

  test("the server's own log names no password that was tried", async () => {
    const user = await anAccount(server());
    await login({ username: user.username, password: "a very wrong guess" });
    expect(server().log.join("")).not.toContain("a very wrong guess");
  });

  test("an account that was disabled and enabled again signs in", async () => {
    const user = await anAccount(server(), { disabledAt: 1 });
    await changeAccount(server(), user._id, { disabledAt: null });
    await signIn(server(), user);
  });
});

function maxAgeOf(setCookies: string[], name: string): number {
  const line = setCookies.find((cookie) => cookie.startsWith(`${name}=`));
  return Number(/Max-Age=(\d+)/.exec(line ?? "")?.[1]);
}
