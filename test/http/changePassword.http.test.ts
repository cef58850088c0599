import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  claimsOf,
  PASSWORD,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
  tokensOf,
} from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";

const PATH = "/auth/change-password";
const NEW_PASSWORD = "a new horse battery";
const CHANGE = { currentPassword: PASSWORD, newPassword: NEW_PASSWORD };

describeOnEveryStore("changing the password", (servers) => {
  const server = servers.shared();

  test("answers with tokens of the same session and a new generation, in the body and as cookies", async () => {
    const { client, user, sessionId } = await aSignedInUser(server());
    const { status, body, setCookies } = await client.post(PATH, CHANGE);
    expect(status).toBe(200);
    expect(Object.keys(body.data).sort()).toEqual(["accessToken", "refreshToken"]);
    expect(setCookies).toHaveLength(2);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ sub: user._id, sid: sessionId, gen: 1 });
    expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), body.data.refreshToken)).toBeNull();
  });

  test("the new password signs in and the old one does not", async () => {
    const { client, user } = await aSignedInUser(server());
    await client.post(PATH, CHANGE);
    await signIn(server(), { ...user, password: NEW_PASSWORD });
    const old = await new TestClient(server().api).post("/auth/login", { username: user.username, password: PASSWORD });
    expectFailure(old, 401, "INVALID_CREDENTIALS");
    const stored = await server().store.users.byId(user._id);
    expect(stored).toMatchObject({ epoch: 1, passwordChangedAt: server().clock.now() });
  });

  test("to the present one is 400 that names the new password, and ends nothing", async () => {
    const { client, user, accessToken } = await aSignedInUser(server());
    const same = { currentPassword: PASSWORD, newPassword: PASSWORD };
    expectInvalidFields(await client.post(PATH, same), "newPassword");
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    // Nobody learns by it what the password is.
    const guess = { currentPassword: NEW_PASSWORD, newPassword: NEW_PASSWORD };
    expectFailure(await client.post(PATH, guess), 401, "INVALID_CREDENTIALS");
  });
  test("every other session ends at once; another user's does not", async () => {
    const user = await anAccount(server());
    const [current, thief] = [await signIn(server(), user), await signIn(server(), user, { browser: true })];
    const stranger = await aSignedInUser(server());
    await current.client.post(PATH, CHANGE);
    expect(await refusalOfAccess(server(), thief.accessToken)).toBe("SESSION_REVOKED");
    expectFailure(await thief.client.post("/auth/refresh-token"), 401, "SESSION_REVOKED");
    expect(await refusalOfAccess(server(), stranger.accessToken)).toBeNull();
  });

  // Somebody may have copied the tokens of this very session.
  test("the old tokens of the same session are refused, and using one does no harm to the new ones", async () => {
    const { client, accessToken, refreshToken } = await aSignedInUser(server(), { browser: true });
    await client.post(PATH, CHANGE);
    expect(await refusalOfAccess(server(), accessToken)).toBe("ACCESS_TOKEN_EXPIRED");
    expect(await refusalOfRefresh(server(), refreshToken)).toBe("SESSION_REVOKED");
    const copy = new TestClient(server().api, { browser: true, cookies: { refreshToken } });
    expectFailure(await copy.post("/auth/refresh-token"), 401, "SESSION_REVOKED");
    expect(await refusalOfAccess(server(), tokensOf(client).accessToken)).toBeNull();
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
  });

  test("a wrong current password is refused and nothing changes", async () => {
    const { client, user, accessToken, refreshToken } = await aSignedInUser(server());
    await server().quiet();
    const response = await client.post(PATH, { ...CHANGE, currentPassword: "wrong horse battery" });
    expectFailure(response, 401, "INVALID_CREDENTIALS");
    // The access token was good, so the challenge names no error.
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(server().probe.writes.filter((verb) => verb.startsWith("users."))).toEqual([]);
    expect(await server().store.users.byId(user._id)).toEqual(user);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
  });

  test("names every failing field, checks the new password as at registration, and writes nothing", async () => {
    const { client, user } = await aSignedInUser(server());
    expectInvalidFields(await client.post(PATH, { currentPassword: 1 }), "currentPassword", "newPassword");
    expectInvalidFields(await client.post(PATH, { newPassword: NEW_PASSWORD }), "currentPassword");
    for (const newPassword of ["1234567", "p".repeat(257), "12345678\ud83d", 12345678, null, ["12345678"]]) {
      expectInvalidFields(await client.post(PATH, { ...CHANGE, newPassword }), "newPassword");
    }
    expect(await server().store.users.byId(user._id)).toEqual(user);
  });

  test("needs an access token: a password alone is not enough", async () => {
    const nobody = new TestClient(server().api);
    expectFailure(await nobody.post(PATH, CHANGE), 401, "ACCESS_TOKEN_MISSING");
  });

  test("a session opened with rememberMe: false keeps its session cookies", async () => {
    const { client } = await aSignedInUser(server(), { rememberMe: false });
    const { setCookies } = await client.post(PATH, CHANGE);
    for (const line of setCookies) expect(line).not.toMatch(/Max-Age|Expires/i);
  });
});
