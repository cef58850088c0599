import { createHash, createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { createCounterKey } from "./Limits.js";

const [SECRET, OTHER] = ["a refresh secret for tests, 0123456789", "another one for tests, 0123456789"];
const ADDRESS = "203.0.113.7";

// Every IPv4 address can be tried against a hash without a key.
test("a copy of the database does not show who was counted: a key cannot be made without the secret", () => {
  const key = createCounterKey([SECRET])("login.ip", ADDRESS);
  expect(key).toMatch(/^login\.ip:[0-9a-f]{32}$/);
  const guesses = [
    createHash("sha256").update(ADDRESS).digest("hex"),
    createHash("sha256").update(`login.ip:${ADDRESS}`).digest("hex"),
    createHmac("sha256", OTHER).update(ADDRESS).digest("hex"),
  ];
  for (const guess of guesses) expect(guess).not.toContain(key.slice("login.ip:".length));
  expect(createCounterKey([OTHER])("login.ip", ADDRESS)).not.toBe(key);
});

test("the first secret makes the keys, so servers that share it count together", () => {
  const key = createCounterKey([SECRET, OTHER])("login.ip", ADDRESS);
  expect(createCounterKey([SECRET])("login.ip", ADDRESS)).toBe(key);
  expect(() => createCounterKey([])).toThrow("At least one");
});
