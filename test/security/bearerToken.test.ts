import { expect, test } from "vitest";
import { aSignedInUser } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailureBody } from "../support/http/expectFailure.js";
import { rawRequest } from "../support/http/rawRequest.js";
import type { TestServer } from "../support/http/testServer.js";

function profile(server: TestServer, headers: Record<string, string | string[]>) {
  return rawRequest(server.origin, { path: "/api/v1/users/profile", headers });
}

// RFC 6750 §2.1; the scheme is case-insensitive (RFC 9110 §11.1).
describeOnOneStore("the Authorization header", (servers) => {
  const server = servers.shared();

  test.each([
    ["Bearer", (token: string) => `Bearer ${token}`],
    ["bearer", (token: string) => `bearer ${token}`],
    ["BEARER", (token: string) => `BEARER ${token}`],
    ["several spaces", (token: string) => `Bearer   ${token}`],
    ["outer spaces, which HTTP ignores", (token: string) => `  Bearer ${token}  `],
  ])("is accepted as: %s", async (_name, write) => {
    const { accessToken } = await aSignedInUser(server());
    expect((await profile(server(), { authorization: write(accessToken) })).status).toBe(200);
  });

  const REFUSED: [string, (token: string) => string | string[]][] = [
    ["a bare token", (token) => token],
    ["no space", (token) => `Bearer${token}`],
    ["a tab", (token) => `Bearer\t${token}`],
    ["a comma", (token) => `Bearer, ${token}`],
    ["two tokens", (token) => `Bearer ${token} ${token}`],
    ["two credentials in one line", (token) => `Bearer ${token}, Bearer ${token}`],
    ["a quoted token", (token) => `Bearer "${token}"`],
    ["a parameter", (token) => `Bearer token=${token};`],
    ["the scheme twice", (token) => `Bearer Bearer ${token}`],
    ["trailing padding", (token) => `Bearer ${token}==`],
    ["two headers", (token) => [`Bearer ${token}`, `Bearer ${token}`]],
    ["two headers, the first empty", (token) => ["", `Bearer ${token}`]],
    ["two headers, the first Basic", (token) => ["Basic eDp5", `Bearer ${token}`]],
    ["Basic and Bearer in one line", (token) => `Basic eDp5, Bearer ${token}`],
    ["two headers, the second Basic", (token) => [`Bearer ${token}`, "Basic eDp5"]],
    ["ten kilobytes", (token) => `Bearer ${token}${"A".repeat(10_000)}`],
    ["a refresh token's alphabet", () => "Bearer lk_rt_AAAA"],
  ];

  test.each(REFUSED)("is refused, never a fall-back to the good cookie: %s", async (_name, write) => {
    const { accessToken } = await aSignedInUser(server());
    await server().quiet();
    for (const cookie of [{}, { cookie: `accessToken=${accessToken}` }]) {
      const response = await profile(server(), { authorization: write(accessToken), ...cookie });
      expect(response.status).toBe(401);
      expectFailureBody(response.body(), 401, "ACCESS_TOKEN_INVALID");
      expect(response.headers["www-authenticate"]).toBe('Bearer error="invalid_token"');
    }
    expect(server().probe.calls).toEqual([]);
  });

  const TOKENLESS = [
    "",
    "Bearer",
    "Bearer ",
    "Bearer undefined",
    "Bearer null",
    "bearer undefined",
    "Basic eDp5",
    "DPoP abc",
    'Digest username="x"',
  ];

  test.each(TOKENLESS)("%j is no credential: the cookie counts, under the origin rule", async (authorization) => {
    const { accessToken, refreshToken, user, sessionId } = await aSignedInUser(server());
    const cookie = `accessToken=${accessToken}; refreshToken=${refreshToken}`;
    const withCookie = await profile(server(), { authorization, cookie });
    expect(withCookie.body().data._id).toBe(user._id);

    const without = await profile(server(), { authorization });
    expectFailureBody(without.body(), 401, "ACCESS_TOKEN_MISSING");
    expect(without.headers["www-authenticate"]).toBe("Bearer");

    const post = { method: "POST", path: "/api/v1/auth/logout" };
    const foreign = { authorization, cookie, origin: "https://evil.example" };
    const refused = await rawRequest(server().origin, { ...post, headers: foreign });
    expectFailureBody(refused.body(), 403, "ORIGIN_NOT_ALLOWED");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });

    const signedOut = await rawRequest(server().origin, { ...post, headers: { authorization, cookie } });
    expect(signedOut.status).toBe(200);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
  });
  test("a good bearer token beats the cookie, good or bad", async () => {
    const [mine, other] = [await aSignedInUser(server()), await aSignedInUser(server())];
    for (const cookie of [`accessToken=${other.accessToken}`, "accessToken=garbage", 'accessToken=j:{"$ne":null}']) {
      const response = await profile(server(), { authorization: `Bearer ${mine.accessToken}`, cookie });
      expect(response.body().data._id).toBe(mine.user._id);
    }
  });

  test("a bad bearer token at the sign-out never falls back to the good cookies", async () => {
    const { accessToken, refreshToken, sessionId } = await aSignedInUser(server());
    const response = await rawRequest(server().origin, {
      method: "POST",
      path: "/api/v1/auth/logout",
      headers: { authorization: "Bearer garbage", cookie: `accessToken=${accessToken}; refreshToken=${refreshToken}` },
    });
    expectFailureBody(response.body(), 401, "ACCESS_TOKEN_INVALID");
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
  });
});
