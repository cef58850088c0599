import { expect, test } from "vitest";
import { tokenIn } from "./linkToken.js";

test.each([
  ["#token=abc_DEF-123", "abc_DEF-123"],
  ["#a=b&token=abc", "abc"],
  ["", null],
  ["#", null],
  ["#token=", null],
  ["#main", null],
])("%j holds the token %j", (hash, token) => {
  expect(tokenIn(hash)).toBe(token);
});
