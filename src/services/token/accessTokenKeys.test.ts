import {
  createHmac,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from "node:crypto";
import jwt from "jsonwebtoken";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { newId } from "../../utils/ids.js";
import { type AccessTokenKeys, AccessTokens, SecretKeys } from "./accessToken.js";

const SECRET = "the secret of access tokens 0123456789";
const NOW = 1_800_000_000_000;
const NAMES = { issuer: "https://auth.example.com", audience: "https://api.example.com" };
const claims = { userId: newId(1), sessionId: newId(2), generation: 3, expiresAt: NOW + 900_000 };
const PAYLOAD = {
  iss: NAMES.issuer,
  aud: NAMES.audience,
  sub: claims.userId,
  sid: claims.sessionId,
  gen: 3,
  iat: NOW / 1000,
  exp: NOW / 1000 + 900,
  jti: "1",
};
const INVALID = { kind: "invalid" };
const VALID = { kind: "valid", claims };

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const reload = vi.fn<() => Promise<void>>();
const known = new Map<unknown, KeyObject>();

/** Keys of ES256 that hold one pair under the name "here". */
const pairs: AccessTokenKeys = {
  algorithm: "ES256",
  signer: () => ({ kid: "here", key: pair.privateKey }),
  verifiers: (kid) => [known.get(kid) ?? []].flat(),
  reload,
};
const secrets = new SecretKeys([SECRET]);
const es = new AccessTokens({ keys: [pairs], ...NAMES });
const hs = new AccessTokens({ keys: [secrets], ...NAMES });

beforeEach(() => {
  reload.mockReset().mockResolvedValue();
  known.clear();
  known.set("here", createPublicKey(pair.privateKey));
});

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");

function hmacToken(header: object, key: string | Buffer): string {
  const signed = `${encode(header)}.${encode(PAYLOAD)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

function pairToken(header: object, key = pair.privateKey): string {
  return jwt.sign(PAYLOAD, key, { algorithm: "ES256", header: { alg: "ES256", typ: "at+jwt", ...header } });
}

describe("ES256", () => {
  test("signs with the kid in the header, and verifies by it", async () => {
    const token = es.sign(claims, NOW);
    expect(jwt.decode(token, { complete: true })?.header).toEqual({ alg: "ES256", typ: "at+jwt", kid: "here" });
    expect(es.verify(token, NOW)).toEqual(VALID);
    expect(es.verify(token, claims.expiresAt)).toEqual({ kind: "expired", claims });
    expect(await es.check(token, NOW)).toEqual(VALID);
    expect(reload).not.toHaveBeenCalled();
  });

  test("the forger of these tests can forge: what is refused below is refused for what it changes", () => {
    expect(es.verify(pairToken({ kid: "here" }), NOW)).toEqual(VALID);
    expect(hs.verify(hmacToken({ alg: "HS256", typ: "at+jwt" }, SECRET), NOW)).toEqual(VALID);
  });

  test("a token that was verified is refused as soon as its key is gone, or another has its name", () => {
    const token = es.sign(claims, NOW);
    expect(es.verify(token, NOW)).toEqual(VALID);
    known.set("here", createPublicKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey));
    expect(es.verify(token, NOW)).toEqual(INVALID);
    known.delete("here");
    expect(es.verify(token, NOW)).toEqual({ kind: "unknown-key" });
  });

  test("a token by another pair under the name of ours is refused", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    expect(es.verify(pairToken({ kid: "here" }, other), NOW)).toEqual(INVALID);
  });

  test.each([0, 1, 31, 32, 63, 65, 96, 1000])("a signature of %i bytes is refused, and nothing throws", (length) => {
    for (const byte of [0, 1, 0x80, 0xff]) {
      const signature = Buffer.alloc(length, byte).toString("base64url");
      const token = `${encode({ alg: "ES256", typ: "at+jwt", kid: "here" })}.${encode(PAYLOAD)}.${signature}`;
      expect(es.verify(token, NOW)).toEqual(INVALID);
    }
  });

  test("no 64 bytes make it throw: zeros, ones and others", () => {
    const signatures = [0, 1, 0x7f, 0x80, 0xff].map((byte) => Buffer.alloc(64, byte));
    for (const signature of [...signatures, ...Array.from({ length: 100 }, () => randomBytes(64))]) {
      const token = `${encode({ alg: "ES256", typ: "at+jwt", kid: "here" })}.${encode(PAYLOAD)}.${signature.toString("base64url")}`;
      expect(es.verify(token, NOW)).toEqual(INVALID);
    }
    for (const bad of ["=".repeat(86), "+".repeat(86), "é".repeat(86), " ".repeat(86)]) {
      const token = `${encode({ alg: "ES256", typ: "at+jwt", kid: "here" })}.${encode(PAYLOAD)}.${bad}`;
      expect(es.verify(token, NOW)).toEqual(INVALID);
    }
  });

  test("a genuine signature is refused without the type, and with a crit", () => {
    expect(es.verify(pairToken({ kid: "here", typ: "JWT" }), NOW)).toEqual(INVALID);
    expect(es.verify(pairToken({ kid: "here", crit: ["exp"] }), NOW)).toEqual(INVALID);
  });
});

// The algorithm belongs to the key, and the token cannot choose another.
describe("no algorithm is taken for another", () => {
  const publicKey = createPublicKey(pair.privateKey);
  const spellings: [string, string | Buffer][] = [
    ["PEM", publicKey.export({ format: "pem", type: "spki" })],
    ["PEM without the last newline", String(publicKey.export({ format: "pem", type: "spki" })).trim()],
    ["DER", publicKey.export({ format: "der", type: "spki" })],
    ["JWK", JSON.stringify(publicKey.export({ format: "jwk" }))],
  ];

  test.each(spellings)("an HS256 token with the public key as its secret (%s) is refused", async (_name, secret) => {
    for (const header of [{}, { kid: "here" }]) {
      const token = hmacToken({ alg: "HS256", typ: "at+jwt", ...header }, secret);
      for (const tokens of [es, new AccessTokens({ keys: [pairs, secrets], ...NAMES })]) {
        expect(tokens.verify(token, NOW).kind).not.toBe("valid");
        expect(await tokens.check(token, NOW)).toEqual(INVALID);
      }
    }
  });

  test("an HMAC under the header of ES256 is refused, and so is ES256 under that of HS256", () => {
    const both = new AccessTokens({ keys: [secrets, pairs], ...NAMES });
    for (const [, secret] of [...spellings, ["the secret", SECRET] as const]) {
      expect(both.verify(hmacToken({ alg: "ES256", typ: "at+jwt", kid: "here" }, secret), NOW)).toEqual(INVALID);
    }
    const [, payload, signature] = pairToken({ kid: "here" }).split(".");
    const header = encode({ alg: "HS256", typ: "at+jwt" });
    expect(both.verify(`${header}.${payload}.${signature}`, NOW)).toEqual(INVALID);
  });

  test.each(["none", "None", "ES384", "RS256", "PS256", "EdDSA", "HS512", "", null, 1, ["ES256"], { ES256: 1 }])(
    "alg %j is refused, with a known kid",
    async (alg) => {
      const token = `${encode({ alg, typ: "at+jwt", kid: "here" })}.${encode(PAYLOAD)}.`;
      expect(es.verify(token, NOW)).toEqual(INVALID);
      expect(await es.check(token, NOW)).toEqual(INVALID);
    },
  );

  test("a key of another curve is no key of ES256: that is a bug of ours, and seen", () => {
    const wrong = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;
    known.set("wrong", createPublicKey(wrong));
    const signed = `${encode({ alg: "ES256", typ: "at+jwt", kid: "wrong" })}.${encode(PAYLOAD)}`;
    expect(() => es.verify(`${signed}.${randomBytes(64).toString("base64url")}`, NOW)).toThrow("requires curve");
  });
});

describe("switching", () => {
  test("one algorithm refuses the other's tokens", async () => {
    expect(es.verify(hs.sign(claims, NOW), NOW)).toEqual(INVALID);
    expect(await es.check(hs.sign(claims, NOW), NOW)).toEqual(INVALID);
    expect(await hs.check(es.sign(claims, NOW), NOW)).toEqual(INVALID);
  });

  test("a list accepts both, and the first signs", () => {
    const before = new AccessTokens({ keys: [secrets, pairs], ...NAMES });
    const after = new AccessTokens({ keys: [pairs, secrets], ...NAMES });
    for (const tokens of [before, after]) {
      expect(tokens.verify(hs.sign(claims, NOW), NOW)).toEqual(VALID);
      expect(tokens.verify(es.sign(claims, NOW), NOW)).toEqual(VALID);
    }
    expect(hs.verify(before.sign(claims, NOW), NOW)).toEqual(VALID);
    expect(es.verify(after.sign(claims, NOW), NOW)).toEqual(VALID);
  });

  test("an empty list is refused", () => {
    expect(() => new AccessTokens({ keys: [], ...NAMES })).toThrow("at least one");
  });
});

describe("a kid", () => {
  const KIDS: unknown[] = [
    "../../../../dev/null",
    "/etc/passwd",
    "file:///dev/null",
    "https://evil.example/jwks.json",
    "' OR '1'='1",
    "here' --",
    "here\u0000",
    " here",
    "HERE",
    "__proto__",
    "constructor",
    "",
    "x".repeat(1000),
    { $ne: null },
    ["here"],
    null,
    1,
    true,
  ];

  test.each(KIDS.map((kid) => ({ kid, shown: JSON.stringify(kid).slice(0, 40) })))(
    "$shown is only ever looked up, and finds nothing",
    async ({ kid }) => {
      const token = `${encode({ alg: "ES256", typ: "at+jwt", kid })}.${encode(PAYLOAD)}.AAAA`;
      expect(es.verify(token, NOW)).toEqual({ kind: "unknown-key" });
      expect(await es.check(token, NOW)).toEqual(INVALID);
    },
  );

  test("a missing one finds nothing, although there is one key only", async () => {
    expect(await es.check(pairToken({}), NOW)).toEqual(INVALID);
  });

  test("a huge one is refused before anything is looked up or read", async () => {
    const token = `${encode({ alg: "ES256", typ: "at+jwt", kid: "x".repeat(100_000) })}.${encode(PAYLOAD)}.AAAA`;
    expect(await es.check(token, NOW)).toEqual(INVALID);
    expect(reload).not.toHaveBeenCalled();
  });

  test("key material in the header is not looked at", () => {
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const jwk = createPublicKey(other).export({ format: "jwk" });
    const header = { kid: "here", jwk, jku: "https://evil.example/jwks.json", x5u: "https://evil.example/cert" };
    expect(es.verify(pairToken(header, other), NOW)).toEqual(INVALID);
  });

  test("on a token of HS256 it is missing", async () => {
    expect(await hs.check(hmacToken({ alg: "HS256", typ: "at+jwt", kid: "here" }, SECRET), NOW)).toEqual(INVALID);
  });
});

describe("a key that is not known", () => {
  test("is asked for once, and the token is judged by what is known then", async () => {
    const later = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const token = pairToken({ kid: "later" }, later.privateKey);
    reload.mockImplementation(async () => void known.set("later", createPublicKey(later.privateKey)));
    expect(es.verify(token, NOW)).toEqual({ kind: "unknown-key" });
    expect(await es.check(token, NOW)).toEqual(VALID);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  test("when it cannot be asked for, that is no answer about the token", async () => {
    reload.mockRejectedValue(new Error("the store is down"));
    await expect(es.check(pairToken({ kid: "later" }), NOW)).rejects.toThrow("the store is down");
  });
});

test("a secret is never used as a key of the other kind", () => {
  known.set("secret", createSecretKey(Buffer.from(SECRET)));
  expect(es.verify(hmacToken({ alg: "ES256", typ: "at+jwt", kid: "secret" }, SECRET), NOW)).toEqual(INVALID);
});
