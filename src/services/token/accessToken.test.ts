import { createHmac } from "node:crypto";
import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { newId } from "../../utils/ids.js";
import { AccessTokens, SecretKeys } from "./accessToken.js";

const SECRET = "the secret of access tokens 0123456789";
const NOW = 1_800_000_000_000;
const SECONDS = NOW / 1000;
const SETTINGS = {
  keys: [new SecretKeys([SECRET])],
  issuer: "https://auth.example.com",
  audience: "https://api.example.com",
};
const tokens = new AccessTokens(SETTINGS);
const claims = { userId: newId(1), sessionId: newId(2), generation: 3, expiresAt: NOW + 900_000 };
const INVALID = { kind: "invalid" };

const HEADER = { alg: "HS256", typ: "at+jwt" };
const PAYLOAD = {
  iss: SETTINGS.issuer,
  aud: SETTINGS.audience,
  sub: claims.userId,
  sid: claims.sessionId,
  gen: 3,
  iat: SECONDS,
  exp: SECONDS + 900,
  jti: "1",
};

/** A token as anybody who has the secret could make it. */
function forge(header: unknown, payload: unknown, { secret = SECRET, digest = "sha256" } = {}): string {
  const encode = (part: unknown) =>
    Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac(digest, secret).update(signed).digest("base64url")}`;
}

function verify(token: string, now = NOW) {
  return tokens.verify(token, now);
}

describe("a token that we sign", () => {
  test("verifies to its claims until its last second is over", () => {
    const token = tokens.sign(claims, NOW);
    expect(verify(token)).toEqual({ kind: "valid", claims });
    expect(verify(token, claims.expiresAt - 1)).toEqual({ kind: "valid", claims });
    expect(verify(token, claims.expiresAt)).toEqual({ kind: "expired", claims });
  });

  test("is a JWT that another library accepts by the published contract", async () => {
    const { payload, protectedHeader } = await jwtVerify(tokens.sign(claims, NOW), Buffer.from(SECRET, "utf8"), {
      algorithms: ["HS256"],
      typ: "at+jwt",
      issuer: SETTINGS.issuer,
      audience: SETTINGS.audience,
      currentDate: new Date(NOW),
      requiredClaims: ["sub", "sid", "gen", "iat", "exp", "jti"],
    });
    expect(protectedHeader).toEqual(HEADER);
    expect(payload).toEqual({ ...PAYLOAD, jti: expect.any(String) });
  });

  test("has an id of its own, and times in whole seconds, rounded down", () => {
    const sign = () => tokens.sign({ ...claims, expiresAt: NOW + 1999 }, NOW + 999);
    expect(sign()).not.toBe(sign());
    expect(verify(sign())).toMatchObject({ claims: { expiresAt: NOW + 1000 } });
  });

  test("is bounded in length when it is read", () => {
    expect(verify(`${forge(HEADER, { ...PAYLOAD, jti: "x".repeat(4096) })}`)).toEqual(INVALID);
  });
});

test("the forger of these tests can forge: what is refused below is refused for what it changes", () => {
  expect(verify(forge(HEADER, PAYLOAD))).toEqual({ kind: "valid", claims });
});

describe("each claim", () => {
  test.each(Object.keys(PAYLOAD))("%s is required", (name) => {
    const payload = Object.fromEntries(Object.entries(PAYLOAD).filter(([key]) => key !== name));
    expect(verify(forge(HEADER, payload))).toEqual(INVALID);
  });

  test.each<[string, unknown]>([
    ["iss", "https://other.example.com"],
    ["iss", `${SETTINGS.issuer}/`],
    ["aud", "https://other.example.com"],
    ["aud", []],
    ["sub", "1"],
    ["sub", claims.userId.toUpperCase()],
    ["sub", { $ne: null }],
    ["sid", ""],
    ["sid", [claims.sessionId]],
    ["gen", "3"],
    ["gen", -1],
    ["gen", 1.5],
    ["gen", 2 ** 53],
    ["gen", null],
    ["iat", "now"],
    ["iat", -1],
    ["exp", "never"],
    ["exp", 1e300],
    ["exp", SECONDS + 0.5],
    ["jti", ""],
    ["jti", 1],
    // Never issued, so never accepted: no other rule of time is half understood.
    ["nbf", SECONDS],
  ])("%s is not accepted as %j", (name, value) => {
    expect(verify(forge(HEADER, { ...PAYLOAD, [name]: value }))).toEqual(INVALID);
  });
});

describe("the header", () => {
  test.each<[string, object]>([
    ["no type", { alg: "HS256" }],
    ["the type of any JWT", { ...HEADER, typ: "JWT" }],
    ["the type in another case", { ...HEADER, typ: "AT+JWT" }],
    ["no algorithm", { typ: "at+jwt" }],
    ["alg none", { ...HEADER, alg: "none" }],
    ["alg None", { ...HEADER, alg: "None" }],
    ["an algorithm of public keys", { ...HEADER, alg: "RS256" }],
    ["crit", { ...HEADER, crit: ["exp"] }],
    ["an empty crit", { ...HEADER, crit: [] }],
    ["b64", { ...HEADER, b64: false }],
    ["b64 that changes nothing", { ...HEADER, b64: true }],
  ])("%s is refused", (_name, header) => {
    expect(verify(forge(header, PAYLOAD))).toEqual(INVALID);
  });

  test.each(["sha384", "sha512"])("a genuine signature by %s is refused: the algorithm is pinned", (digest) => {
    const alg = digest.replace("sha", "HS");
    expect(verify(forge({ ...HEADER, alg }, PAYLOAD, { digest }))).toEqual(INVALID);
  });
});

test.each([
  "",
  ".",
  "..",
  "a.b.c",
  "null",
  forge(HEADER, "no json"),
  forge("no json", PAYLOAD),
  forge(HEADER, "null"),
  forge(HEADER, "[]"),
  forge("null", PAYLOAD),
  forge(HEADER, PAYLOAD).split(".").slice(0, 2).join("."),
  `${forge(HEADER, PAYLOAD).split(".").slice(0, 2).join(".")}.`,
  `${forge(HEADER, PAYLOAD)}.`,
  ` ${forge(HEADER, PAYLOAD)}`,
])("%j is invalid, and nothing throws", (text) => {
  expect(verify(text)).toEqual(INVALID);
});

describe("a list of secrets", () => {
  const next = new AccessTokens({
    ...SETTINGS,
    keys: [new SecretKeys(["the next secret 0123456789 abcdefghijk", SECRET])],
  });

  test("the first signs, all verify", () => {
    expect(next.verify(tokens.sign(claims, NOW), NOW)).toEqual({ kind: "valid", claims });
    expect(verify(next.sign(claims, NOW))).toEqual(INVALID);
  });

  test("an empty list is refused", () => {
    expect(() => new SecretKeys([])).toThrow("at least one");
  });
});
