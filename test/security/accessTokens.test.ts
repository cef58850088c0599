import { createHmac, generateKeyPairSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import { expect, test } from "vitest";
import {
  anAccount,
  aSignedInUser,
  changeAccount,
  claimsOf,
  refusalOfAccess,
  refusalOfRefresh,
  signIn,
} from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { TestClient } from "../support/http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET, type TestServer } from "../support/http/testServer.js";
import { MINUTE, SECOND } from "../support/ManualClock.js";

type Json = Record<string, unknown>;

const HEADER: Json = { alg: "HS256", typ: "at+jwt" };
const ISSUER = "http://localhost:3000";

function encode(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** A token signed with our own key unless said otherwise: only what the test changes may be the reason to refuse it. */
function forge(header: unknown, claims: unknown, { secret = ACCESS_SECRET, hash = "sha256" } = {}): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest("base64url")}`;
}

function without(claims: Json, name: string): Json {
  const { [name]: _, ...rest } = claims;
  return rest;
}

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

// Everything is pinned and required.
const FORGERIES: [string, (claims: Json, token: string) => string | Promise<string>][] = [
  ["another key", (claims) => forge(HEADER, claims, { secret: "another secret 0123456789 0123456789 012" })],
  ["the refresh secret", (claims) => forge(HEADER, claims, { secret: REFRESH_SECRET })],
  ["an empty key", (claims) => forge(HEADER, claims, { secret: "" })],
  ["alg none", (claims) => `${encode({ ...HEADER, alg: "none" })}.${encode(claims)}.`],
  ["alg nOnE", (claims) => `${encode({ ...HEADER, alg: "nOnE" })}.${encode(claims)}.`],
  ["alg none, signed", (claims) => forge({ ...HEADER, alg: "none" }, claims)],
  ["no signature", (_claims, token) => token.slice(0, token.lastIndexOf(".") + 1)],
  ["no alg", (claims) => forge({ typ: "at+jwt" }, claims)],
  ["alg hs256", (claims) => forge({ ...HEADER, alg: "hs256" }, claims)],
  ["alg in a list", (claims) => forge({ ...HEADER, alg: ["HS256"] }, claims)],
  ["HS384", (claims) => forge({ ...HEADER, alg: "HS384" }, claims, { hash: "sha384" })],
  ["HS512", (claims) => forge({ ...HEADER, alg: "HS512" }, claims, { hash: "sha512" })],
  ["RS256 in the header, our key", (claims) => forge({ ...HEADER, alg: "RS256" }, claims)],
  ["RS256, signed", (claims) => new SignJWT(claims).setProtectedHeader({ ...HEADER, alg: "RS256" }).sign(privateKey)],
  ["crit", (claims) => forge({ ...HEADER, crit: ["exp"] }, claims)],
  ["crit, unknown", (claims) => forge({ ...HEADER, crit: ["x"], x: 1 }, claims)],
  ["crit, empty", (claims) => forge({ ...HEADER, crit: [] }, claims)],
  ["b64 false", (claims) => forge({ ...HEADER, b64: false, crit: ["b64"] }, claims)],
  ["b64 without crit", (claims) => forge({ ...HEADER, b64: false }, claims)],
  ["no typ", (claims) => forge({ alg: "HS256" }, claims)],
  ["typ JWT", (claims) => forge({ ...HEADER, typ: "JWT" }, claims)],
  ["typ AT+JWT", (claims) => forge({ ...HEADER, typ: "AT+JWT" }, claims)],
  ["typ in a list", (claims) => forge({ ...HEADER, typ: ["at+jwt"] }, claims)],
  ...["iss", "aud", "sub", "sid", "gen", "iat", "exp", "jti"].map((name): [string, (claims: Json) => string] => [
    `no ${name}`,
    (claims) => forge(HEADER, without(claims, name)),
  ]),
  ...(
    [
      ["iss", "https://evil.example"],
      ["iss", [ISSUER, "x"]],
      ["iss", `${ISSUER}/`],
      ["aud", "https://evil.example"],
      ["aud", []],
      ["aud", { $ne: null }],
      ["sub", "ada"],
      ["sub", { $ne: null }],
      ["sub", ["018f0000-0000-7000-8000-000000000000"]],
      ["sub", null],
      ["sid", ""],
      ["sid", { $gt: "" }],
      ["sid", 7],
      ["gen", -1],
      ["gen", 0.5],
      ["gen", "0"],
      ["gen", null],
      ["gen", 1e300],
      ["iat", "now"],
      ["iat", -1],
      ["exp", "9999999999"],
      ["exp", null],
      ["exp", 1e300],
      ["exp", -1],
      ["exp", 9_999_999_999.5],
      ["jti", ""],
      ["jti", 1],
      ["nbf", 0],
      ["nbf", 9_999_999_999],
      ["nbf", "x"],
    ] as [string, unknown][]
  ).map(([name, value]): [string, (claims: Json) => string] => [
    `${name} ${JSON.stringify(value)}`,
    (claims) => forge(HEADER, { ...claims, [name]: value }),
  ]),
  ["a generation above the session's", (claims) => forge(HEADER, { ...claims, gen: 1 })],
  ["five parts, as of a JWE", (_claims, token) => `${token}.AAAA.AAAA`],
  ["four parts", (_claims, token) => `${token}.`],
  ["two parts", (_claims, token) => token.split(".").slice(0, 2).join(".")],
  ["one part", (_claims, token) => token.replaceAll(".", "")],
  ["a header that is no JSON", (claims) => forge("{", claims)],
  ["a header that is null", (claims) => forge(null, claims)],
  ["a header that is a list", (claims) => forge([], claims)],
  ["a payload that is no JSON", () => forge(HEADER, "x{")],
  ["a payload that is null", () => forge(HEADER, "null")],
  ["a payload that is a list", () => forge(HEADER, [])],
  ["a payload that is a text", () => forge(HEADER, '"x"')],
  ["an empty payload", () => forge(HEADER, "")],
  ["ten kilobytes, well signed", (claims) => forge(HEADER, { ...claims, pad: "x".repeat(10_000) })],
  ["standard base64", (_claims, token) => `${token.slice(0, -1)}+`],
];

describeOnOneStore("an access token", (servers) => {
  const server = servers.shared();

  test("another library verifies ours with nothing but the contract", async () => {
    const { user, accessToken, sessionId } = await aSignedInUser(server());
    const { payload, protectedHeader } = await jwtVerify(accessToken, new TextEncoder().encode(ACCESS_SECRET), {
      algorithms: ["HS256"],
      typ: "at+jwt",
      issuer: ISSUER,
      audience: ISSUER,
      requiredClaims: ["sub", "sid", "gen", "iat", "exp", "jti"],
      currentDate: new Date(server().clock.now()),
    });
    expect(protectedHeader).toEqual({ alg: "HS256", typ: "at+jwt" });
    const issuedAt = Math.floor(server().clock.now() / SECOND);
    // No personal data, no key more.
    expect(payload).toEqual({
      iss: ISSUER,
      aud: ISSUER,
      sub: user._id,
      sid: sessionId,
      gen: 0,
      amr: ["pwd"],
      acr: "aal1",
      auth_time: issuedAt,
      iat: issuedAt,
      exp: Math.floor((server().clock.now() + 15 * MINUTE) / SECOND),
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test("ours from another library is accepted: the forgeries below are refused for what they change", async () => {
    const { accessToken } = await aSignedInUser(server());
    expect(await refusalOfAccess(server(), forge(HEADER, claimsOf(accessToken)))).toBeNull();
  });

  test.each(FORGERIES)("is refused with: %s", async (name, make) => {
    const { accessToken } = await aSignedInUser(server());
    const forged = await make(claimsOf(accessToken), accessToken);
    await server().quiet();
    for (const headers of [{ authorization: `Bearer ${forged}` }, { cookie: `accessToken=${forged}` }]) {
      const response = await new TestClient(server().api).get("/users/profile", { headers });
      expect([response.status, response.body.code]).toEqual([401, "ACCESS_TOKEN_INVALID"]);
    }
    expect(server().probe.writes).toEqual([]);
    if (!name.startsWith("a generation")) expect(server().probe.calls).toEqual([]);
  });

  test("a change of any single character is refused, and no store is asked", async () => {
    const { accessToken } = await aSignedInUser(server());
    await server().quiet();
    for (let at = 0; at < accessToken.length; at += 1) {
      const changed = accessToken.slice(0, at) + (accessToken[at] === "A" ? "B" : "A") + accessToken.slice(at + 1);
      await expect(server().container.sessions.authenticate(changed)).rejects.toMatchObject({
        code: "ACCESS_TOKEN_INVALID",
      });
    }
    expect(server().probe.calls).toEqual([]);
  });

  test("two secrets in a list: tokens of the old one verify, new ones are signed by the first", async () => {
    const old = "an older access secret 0123456789 0123456789";
    const both = await servers.own({ accessTokenSecret: [ACCESS_SECRET, old] });
    const { accessToken } = await aSignedInUser(both);
    const ofOld = forge(HEADER, claimsOf(accessToken), { secret: old });
    expect(await refusalOfAccess(both, ofOld)).toBeNull();
    await jwtVerify(accessToken, new TextEncoder().encode(ACCESS_SECRET), { currentDate: new Date(both.clock.now()) });
    const oldKey = new TextEncoder().encode(old);
    await expect(jwtVerify(accessToken, oldKey, { currentDate: new Date(both.clock.now()) })).rejects.toThrow(
      "signature",
    );
    expect(await refusalOfAccess(server(), ofOld)).toBe("ACCESS_TOKEN_INVALID");
  });

  test("ends at its second, and says so", async () => {
    const own = await servers.own();
    const { accessToken } = await aSignedInUser(own);
    const expiresAt = Number(claimsOf(accessToken)["exp"]) * SECOND;
    own.clock.advance(expiresAt - own.clock.now() - 1);
    expect(await refusalOfAccess(own, accessToken)).toBeNull();
    own.clock.advance(1);
    await own.quiet();
    expect(await refusalOfAccess(own, accessToken)).toBe("ACCESS_TOKEN_EXPIRED");
    expect(own.probe.calls).toEqual([]);
  });
  test("a refresh token is no access token, an access token no refresh token", async () => {
    const { accessToken, refreshToken, sessionId } = await aSignedInUser(server());
    expect(await refusalOfAccess(server(), refreshToken)).toBe("ACCESS_TOKEN_INVALID");
    expect(await refusalOfRefresh(server(), accessToken)).toBe("REFRESH_TOKEN_INVALID");
    const swapped = new TestClient(server().api, { cookies: { accessToken: refreshToken, refreshToken: accessToken } });
    expect((await swapped.get("/users/profile")).body.code).toBe("ACCESS_TOKEN_INVALID");
    expect((await swapped.post("/auth/refresh-token")).body.code).toBe("REFRESH_TOKEN_INVALID");
    expect((await swapped.post("/auth/logout")).status).toBe(401);
    expect(await server().store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
  });

  test("of an earlier generation is good until it expires: another tab may still hold it", async () => {
    const { client, accessToken } = await aSignedInUser(server());
    await client.post("/auth/refresh-token");
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
  });
});

describeOnEveryStore("an access token that was good", (servers) => {
  const server = servers.shared();
  test.each([
    ["disabled", (own: TestServer, id: string) => changeAccount(own, id, { disabledAt: 1 })],
    ["deleted", async (own: TestServer, id: string) => void (await own.store.users.delete(id))],
    ["moved to another epoch", (own: TestServer, id: string) => changeAccount(own, id, { epoch: 1 })],
  ])("is dead at once when the user is %s, on every route", async (_name, end) => {
    const { user, accessToken } = await aSignedInUser(server());
    await end(server(), user._id);
    const client = new TestClient(server().api);
    for (const [method, path] of [
      ["GET", "/users/profile"],
      ["PATCH", "/users/settings"],
      ["GET", "/auth/sessions"],
      ["POST", "/auth/logout-all"],
      ["POST", "/auth/change-password"],
    ] as const) {
      const { status, body } = await client.send(method, path, { bearer: accessToken });
      expect([status, body.code]).toEqual([401, "SESSION_REVOKED"]);
    }
  });

  test("of another user's session is invalid, of no session it is revoked", async () => {
    const [ada, eve] = [await aSignedInUser(server()), await aSignedInUser(server())];
    const claims = claimsOf(eve.accessToken);
    const ofAda = forge(HEADER, { ...claims, sid: ada.sessionId });
    const asAda = forge(HEADER, { ...claims, sub: ada.user._id });
    const ofNobody = forge(HEADER, { ...claims, sid: "018f0000-0000-7000-8000-000000000000" });
    expect(await refusalOfAccess(server(), ofAda)).toBe("ACCESS_TOKEN_INVALID");
    expect(await refusalOfAccess(server(), asAda)).toBe("ACCESS_TOKEN_INVALID");
    expect(await refusalOfAccess(server(), ofNobody)).toBe("SESSION_REVOKED");
  });

  test("a disabled user's other devices die too", async () => {
    const user = await anAccount(server());
    const devices = [await signIn(server(), user), await signIn(server(), user)];
    await changeAccount(server(), user._id, { disabledAt: 1 });
    for (const { accessToken } of devices) expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
  });
});
