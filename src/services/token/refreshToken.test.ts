import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "../../utils/ids.js";
import {
  createKeyring,
  decodeRefreshToken,
  deriveNextToken,
  encodeRefreshToken,
  hashSecret,
  type RefreshToken,
  UnknownKeyError,
} from "./refreshToken.js";

const keyring = createKeyring(["the first secret 0123456789 abcdefg"]);
const other = createKeyring(["the other secret 0123456789 abcdefg"]);
const both = createKeyring(["the other secret 0123456789 abcdefg", "the first secret 0123456789 abcdefg"]);

const tokens = fc.record({
  keyId: fc.constant(keyring.current.id),
  sessionId: fc.uuid(),
  generation: fc.nat({ max: 0xffff_ffff }),
  secret: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
});

function aToken(overrides: Partial<RefreshToken> = {}): RefreshToken {
  return { keyId: keyring.current.id, sessionId: newId(1), generation: 7, secret: randomBytes(32), ...overrides };
}

const salt = () => randomBytes(16).toString("base64url");

describe("the text", () => {
  test("reads back to the token it was made of", () => {
    fc.assert(
      fc.property(tokens, (token) => {
        expect(decodeRefreshToken(keyring, encodeRefreshToken(keyring, token))).toEqual(token);
      }),
    );
  });

  test("is lk_rt_ and 72 bytes: key 4, session 16, generation 4, secret 32, tag 16", () => {
    const token = aToken({ generation: 0x01020304 });
    const text = encodeRefreshToken(keyring, token);
    expect(text).toMatch(/^lk_rt_[A-Za-z0-9_-]{96}$/);
    const bytes = Buffer.from(text.slice(6), "base64url");
    expect(bytes.subarray(0, 4).toString("base64url")).toBe(token.keyId);
    expect(bytes.subarray(4, 20).toString("hex")).toBe(token.sessionId.replaceAll("-", ""));
    expect([...bytes.subarray(20, 24)]).toEqual([1, 2, 3, 4]);
    expect(bytes.subarray(24, 56)).toEqual(token.secret);
  });

  test("with any bit of any byte changed is refused", () => {
    const bytes = Buffer.from(encodeRefreshToken(keyring, aToken()).slice(6), "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(decodeRefreshToken(keyring, `lk_rt_${changed.toString("base64url")}`)).toBeNull();
    }
  });

  test("is the only text of its token: padding, spaces, the other alphabet and a cut are refused", () => {
    // A secret of ones has the characters in which the two alphabets differ.
    const text = encodeRefreshToken(keyring, aToken({ secret: Buffer.alloc(32, 0xff) }));
    const standard = text.slice(6).replaceAll("-", "+").replaceAll("_", "/");
    expect(decodeRefreshToken(keyring, text)).not.toBeNull();
    for (const twin of [`lk_rt_${standard}`, `${text}=`, ` ${text}`, `${text}\n`, text.slice(0, -1), text.slice(6)]) {
      expect(decodeRefreshToken(keyring, twin)).toBeNull();
    }
  });

  test("anything else is refused, and nothing throws", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 120 }),
      fc.base64String({ minLength: 96, maxLength: 96 }).map((encoded) => `lk_rt_${encoded}`),
    );
    fc.assert(
      fc.property(text, (garbage) => {
        expect(decodeRefreshToken(keyring, garbage)).toBeNull();
      }),
    );
  });
});

describe("a list of secrets", () => {
  test("the first makes new tokens, all verify", () => {
    const old = aToken();
    expect(decodeRefreshToken(both, encodeRefreshToken(keyring, old))).toEqual(old);
    expect(both.current.id).toBe(other.current.id);
  });

  test("a token of a secret that is not listed is refused", () => {
    expect(decodeRefreshToken(other, encodeRefreshToken(keyring, aToken()))).toBeNull();
    expect(() => encodeRefreshToken(other, aToken())).toThrow(UnknownKeyError);
  });

  test("one secret gives three different keys, another secret three others", () => {
    const keys = [keyring, other].flatMap(({ current: { id, tag, ratchet } }) => [
      id,
      ...[tag, ratchet].map((key) => key.export().toString("base64url")),
    ]);
    expect(new Set(keys).size).toBe(6);
  });

  test("an empty list is refused", () => {
    expect(() => createKeyring([])).toThrow("at least one");
  });
});

describe("the ratchet", () => {
  const next = { keyId: keyring.current.id, salt: salt() };

  test("the same predecessor, key and salt give the same successor, on every server", () => {
    const token = aToken();
    const elsewhere = createKeyring(["the first secret 0123456789 abcdefg"]);
    expect(deriveNextToken(elsewhere, token, next)).toEqual(deriveNextToken(keyring, token, next));
  });

  test("the successor is of the same session, one generation later, and can be presented", () => {
    const token = aToken();
    const successor = deriveNextToken(keyring, token, next);
    expect(successor).toMatchObject({ sessionId: token.sessionId, generation: token.generation + 1 });
    expect(decodeRefreshToken(keyring, encodeRefreshToken(keyring, successor))).toEqual(successor);
  });

  test("another salt, key, session, generation or predecessor gives another successor", () => {
    const token = aToken();
    const successors = [
      deriveNextToken(keyring, token, next),
      deriveNextToken(keyring, token, { ...next, salt: salt() }),
      deriveNextToken(both, token, { ...next, keyId: other.current.id }),
      deriveNextToken(keyring, { ...token, sessionId: newId(2) }, next),
      deriveNextToken(keyring, { ...token, generation: 8 }, next),
      deriveNextToken(keyring, { ...token, secret: randomBytes(32) }, next),
    ];
    expect(new Set(successors.map(({ secret }) => secret.toString("hex"))).size).toBe(successors.length);
  });

  test("a secret that the server lacks is named as such: the user has done nothing wrong", () => {
    expect(() => deriveNextToken(keyring, aToken(), { ...next, keyId: other.current.id })).toThrow(UnknownKeyError);
  });
});

test("what is stored of a token neither is it nor decodes to one", () => {
  const token = aToken();
  const stored = hashSecret(token.secret);
  expect(stored).not.toBe(token.secret.toString("base64url"));
  expect(decodeRefreshToken(keyring, stored)).toBeNull();
  // Not even as the secret of a token: the hash of the hash is another one.
  expect(hashSecret(Buffer.from(stored, "base64url"))).not.toBe(stored);
});
