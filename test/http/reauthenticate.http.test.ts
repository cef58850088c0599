import { expect, test } from "vitest";
import { aSignedInUser, claimsOf, PASSWORD, refusalOfAccess, refusalOfRefresh } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { MINUTE } from "../support/ManualClock.js";

const PATH = "/auth/reauthenticate";

describeOnEveryStore("confirming that it is still the user", (servers) => {
  const server = servers.shared();

  test("answers when, with a new access token of the same session that says it, and leaves the refresh token", async () => {
    const { client, sessionId, refreshToken } = await aSignedInUser(server());
    const before = await server().store.sessions.get(sessionId);
    server().clock.advance(5 * MINUTE);
    const now = server().clock.now();
    const { status, body, setCookies } = await client.post(PATH, { password: PASSWORD });
    expect(status).toBe(200);
    expect(body.data).toEqual({ level: 1, authenticatedAt: now, accessToken: expect.any(String) });
    expect(setCookies.map((line) => line.split("=")[0])).toEqual(["accessToken"]);
    const authTime = Math.floor(now / 1000);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["pwd"], acr: "aal1", auth_time: authTime, gen: 0 });
    const methods = [{ method: "password", at: now, userVerified: false }];
    const after = await server().store.sessions.get(sessionId);
    expect(after).toMatchObject({ methods, generation: before?.generation, tokenHash: before?.tokenHash });
    expect(await refusalOfRefresh(server(), refreshToken)).toBeNull();
  });

  test("a browser gets the new token as a cookie alone", async () => {
    const { client } = await aSignedInUser(server(), { browser: true });
    const { body, setCookies } = await client.post(PATH, { password: PASSWORD });
    expect(Object.keys(body.data).sort()).toEqual(["authenticatedAt", "level"]);
    expect(setCookies).toHaveLength(1);
  });

  test("a sign-in says when it was, and a refresh does not make it younger", async () => {
    const { client, refreshToken } = await aSignedInUser(server());
    const signedInAt = Math.floor(server().clock.now() / 1000);
    server().clock.advance(5 * MINUTE);
    const { body } = await client.post("/auth/refresh-token", { refreshToken });
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["pwd"], acr: "aal1", auth_time: signedInAt });
  });

  test("a wrong password is refused, and the session is as it was", async () => {
    const { client, sessionId, accessToken } = await aSignedInUser(server());
    const before = await server().store.sessions.get(sessionId);
    expectFailure(await client.post(PATH, { password: "wrong horse battery" }), 401, "INVALID_CREDENTIALS");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ methods: before?.methods, revokedAt: null });
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
  });

  test("without a password it is 400 that names it, and without a session 401", async () => {
    const { client } = await aSignedInUser(server());
    expectInvalidFields(await client.post(PATH, {}), "password");
    client.cookies.clear();
    expectFailure(await client.post(PATH, { password: PASSWORD }), 401, "ACCESS_TOKEN_MISSING");
  });
});
