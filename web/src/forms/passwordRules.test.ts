import { expect, test } from "vitest";
import { passwordLength } from "./passwordLength.js";
import { ruleState } from "./ruleState.js";

const POLICY = { minLength: 8, maxLength: 256 };

test.each([
  ["", "unmet", "met"],
  ["x7!kqw2", "unmet", "met"],
  ["x7!kqw2z", "met", "met"],
  ["  qzx7  ", "met", "met"],
  ["😀".repeat(7), "unmet", "met"],
  ["😀".repeat(8), "met", "met"],
  ["a\u0308".repeat(7), "unmet", "met"],
  ["q".repeat(256), "met", "met"],
  ["q".repeat(257), "met", "unmet"],
])("the length is ticked off as the server counts it: %s", (password, long, short) => {
  const length = passwordLength(password);
  expect(ruleState("too-short", length, POLICY)).toBe(long);
  expect(ruleState("too-long", length, POLICY)).toBe(short);
});

test("what only the server knows is never ticked off", () => {
  expect(ruleState("common", 30, POLICY)).toBe("later");
  expect(ruleState("context", 30, POLICY)).toBe("later");
  expect(ruleState("too-short", 30, null)).toBe("later");
});
