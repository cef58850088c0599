import { expect, test } from "vitest";
import { newKeyPair } from "./KeySet.js";
import { KeyEncryption } from "./keyEncryption.js";

const FIRST = "the first secret 0123456789 abcdefghi";
const SECOND = "the second secret 0123456789 abcdefgh";
const { kid, privateKey } = newKeyPair();
const encrypted = new KeyEncryption([FIRST]).encrypt(privateKey, kid);

test("an encrypted key can be decrypted with the secret, and is the same key", () => {
  const decrypted = new KeyEncryption([FIRST]).decrypt(encrypted, kid);
  expect(decrypted?.privateKey.equals(privateKey)).toBe(true);
  expect(decrypted?.isCurrent).toBe(true);
});

test("a key is decrypted neither without the secret nor under the kid of another key", () => {
  expect(new KeyEncryption([SECOND]).decrypt(encrypted, kid)).toBeNull();
  expect(new KeyEncryption([FIRST]).decrypt(encrypted, newKeyPair().kid)).toBeNull();
});

test("every secret of a list decrypts, the first encrypts", () => {
  const both = new KeyEncryption([SECOND, FIRST]);
  expect(both.decrypt(encrypted, kid)).toMatchObject({ isCurrent: false });
  const again = both.encrypt(privateKey, kid);
  expect(new KeyEncryption([SECOND]).decrypt(again, kid)).toMatchObject({ isCurrent: true });
  expect(new KeyEncryption([FIRST]).decrypt(again, kid)).toBeNull();
});

test("an encrypted key shows nothing of the key, and differs each time", () => {
  const der = privateKey.export({ format: "der", type: "pkcs8" });
  const { d = "" } = privateKey.export({ format: "jwk" });
  const bytes = Buffer.from(encrypted, "base64url");
  expect(bytes.includes(Buffer.from(d, "base64url"))).toBe(false);
  expect(bytes.includes(der.subarray(0, 16))).toBe(false);
  expect(new KeyEncryption([FIRST]).encrypt(privateKey, kid)).not.toBe(encrypted);
});

test("an encrypted key with any byte changed, cut or missing is not decrypted, and nothing throws", () => {
  const encryption = new KeyEncryption([FIRST]);
  const bytes = Buffer.from(encrypted, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(encryption.decrypt(changed.toString("base64url"), kid)).toBeNull();
    expect(encryption.decrypt(bytes.subarray(0, at).toString("base64url"), kid)).toBeNull();
  }
  expect(encryption.decrypt("not encrypted", kid)).toBeNull();
});

test("an empty list of secrets is refused", () => {
  expect(() => new KeyEncryption([])).toThrow("At least one");
});
