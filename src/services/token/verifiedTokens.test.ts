import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { createSecretKeys } from "./secretKeys.js";
import { createVerifiedTokens } from "./verifiedTokens.js";

const token = {
  claims: { userId: "u", sessionId: "s", generation: 0, expiresAt: 1 },
  key: createSecretKey(Buffer.from("a key")),
  kid: undefined,
  keys: createSecretKeys(["a key"]),
};

test("knows a token that was added, and none that differs from it", () => {
  const verified = createVerifiedTokens(10);
  verified.add("a.b.c", token);

  expect(verified.get("a.b.c")).toBe(token);
  for (const other of ["a.b.C", "a.b.", "a.b.c ", ""]) expect(verified.get(other)).toBeUndefined();
});

test("holds at most twice its limit, however many are added", () => {
  const verified = createVerifiedTokens(10);
  const tokens = Array.from({ length: 1000 }, (_, index) => `token ${index}`);
  for (const text of tokens) verified.add(text, token);

  const held = tokens.toReversed().filter((text) => verified.get(text) !== undefined);
  expect(held.length).toBeGreaterThanOrEqual(10);
  expect(held.length).toBeLessThanOrEqual(20);
});

test("keeps what is asked for while others come and go", () => {
  const verified = createVerifiedTokens(10);
  verified.add("mine", token);
  for (let index = 0; index < 1000; index += 1) {
    verified.add(`other ${index}`, token);
    if (index % 5 === 0) expect(verified.get("mine")).toBe(token);
  }
});
