import { expect, test } from "vitest";
import { createVerifiedTokens } from "./verifiedTokens.js";

const claims = { userId: "u", sessionId: "s", generation: 0, expiresAt: 1 };

test("knows a token that was added, and none that differs from it", () => {
  const verified = createVerifiedTokens(10);
  verified.add("a.b.c", claims);

  expect(verified.get("a.b.c")).toBe(claims);
  for (const other of ["a.b.C", "a.b.", "a.b.c ", ""]) expect(verified.get(other)).toBeUndefined();
});

test("holds at most twice its limit, however many are added", () => {
  const verified = createVerifiedTokens(10);
  const tokens = Array.from({ length: 1000 }, (_, index) => `token ${index}`);
  for (const token of tokens) verified.add(token, claims);

  const held = tokens.toReversed().filter((token) => verified.get(token) !== undefined);
  expect(held.length).toBeGreaterThanOrEqual(10);
  expect(held.length).toBeLessThanOrEqual(20);
});

test("keeps what is asked for while others come and go", () => {
  const verified = createVerifiedTokens(10);
  verified.add("mine", claims);
  for (let index = 0; index < 1000; index += 1) {
    verified.add(`other ${index}`, claims);
    if (index % 5 === 0) expect(verified.get("mine")).toBe(claims);
  }
});
