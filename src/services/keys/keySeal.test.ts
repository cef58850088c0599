import { expect, test } from "vitest";
import { newKeyPair } from "./keyPair.js";
import { createKeySeal } from "./keySeal.js";

const FIRST = "the first secret 0123456789 abcdefghi";
const SECOND = "the second secret 0123456789 abcdefgh";
const { kid, privateKey } = newKeyPair();
const sealed = createKeySeal([FIRST]).seal(privateKey, kid);

test("what is sealed can be opened with the secret, and is the same key", () => {
  const opened = createKeySeal([FIRST]).open(sealed, kid);
  expect(opened?.privateKey.equals(privateKey)).toBe(true);
  expect(opened?.isCurrent).toBe(true);
});

test("without the secret it cannot be opened, nor under the name of another key", () => {
  expect(createKeySeal([SECOND]).open(sealed, kid)).toBeNull();
  expect(createKeySeal([FIRST]).open(sealed, newKeyPair().kid)).toBeNull();
});

test("every secret of a list opens, the first seals", () => {
  const both = createKeySeal([SECOND, FIRST]);
  expect(both.open(sealed, kid)).toMatchObject({ isCurrent: false });
  const again = both.seal(privateKey, kid);
  expect(createKeySeal([SECOND]).open(again, kid)).toMatchObject({ isCurrent: true });
  expect(createKeySeal([FIRST]).open(again, kid)).toBeNull();
});

test("a seal shows nothing of the key, and is another one each time", () => {
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  const { d = "" } = privateKey.export({ format: "jwk" });
  const bytes = Buffer.from(sealed, "base64url");
  expect(bytes.includes(Buffer.from(d, "base64url"))).toBe(false);
  expect(bytes.includes(der.subarray(0, 16))).toBe(false);
  expect(createKeySeal([FIRST]).seal(privateKey, kid)).not.toBe(sealed);
});

test("a seal with any byte changed, cut or missing is not opened, and nothing throws", () => {
  const seal = createKeySeal([FIRST]);
  const bytes = Buffer.from(sealed, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(seal.open(changed.toString("base64url"), kid)).toBeNull();
    expect(seal.open(bytes.subarray(0, at).toString("base64url"), kid)).toBeNull();
  }
  expect(seal.open("no seal", kid)).toBeNull();
});

test("an empty list of secrets is refused", () => {
  expect(() => createKeySeal([])).toThrow("at least one");
});
