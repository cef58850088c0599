import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import { describe, expect, test } from "vitest";
import { ruleState, type TypedPassword } from "./ruleState.js";
import { strengthShown } from "./strengthShown.js";

const POLICY = { minLength: 8, maxLength: 256 };
const words = new Set(commonPasswords);
const ADA = ["Ada Lovelace", "ada", "countess@analytical.example", "Latchkey"];

function typed(password: string, parts: Partial<TypedPassword> = {}): TypedPassword {
  return { password, context: ADA, knowsOwner: true, words, ...parts };
}

test.each([
  ["", "unmet", "met"],
  ["x7!kqw2", "unmet", "met"],
  ["x7!kqw2z", "met", "met"],
  ["  qzx7  ", "met", "met"],
  ["😀".repeat(7), "unmet", "met"],
  ["😀".repeat(8), "met", "met"],
  ["a\u0308".repeat(7), "unmet", "met"],
  ["q".repeat(256), "met", "met"],
  ["q".repeat(257), "met", "broken"],
])("the length is ticked off as the server counts it: %s", (password, long, short) => {
  expect(ruleState("too-short", typed(password), POLICY)).toBe(long);
  expect(ruleState("too-long", typed(password), POLICY)).toBe(short);
});

describe("what attackers try first", () => {
  test.each([
    ["common", "password123", "broken"],
    ["common", "PassWord123", "broken"],
    ["common", "correct horse battery", "met"],
    ["context", "lovelace1985", "broken"],
    ["context", "Latchkey99", "broken"],
    ["context", "countess!", "broken"],
    ["context", "correct horse battery", "met"],
  ] as const)("is found while it is typed: %s, %s", (rule, password, state) => {
    expect(ruleState(rule, typed(password), POLICY)).toBe(state);
  });

  test("is never ticked off before it is known", () => {
    for (const rule of ["common", "context"] as const) {
      expect(ruleState(rule, typed("correct horse battery", { words: null }), POLICY)).toBe("later");
      expect(ruleState(rule, typed("short"), POLICY)).toBe("later");
      expect(ruleState(rule, typed("correct horse battery"), null)).toBe("later");
    }
  });

  test("is not ticked off on a page that does not know the owner, unless it is the name of the service", () => {
    const unknown = { context: ["Latchkey"], knowsOwner: false };
    expect(ruleState("context", typed("lovelace1985", unknown), POLICY)).toBe("later");
    expect(ruleState("context", typed("latchkey99", unknown), POLICY)).toBe("broken");
  });
});

describe("the bar", () => {
  test("is silent about nothing, and while it is not known what the policy refuses", () => {
    expect(strengthShown(typed(""), POLICY)).toBeNull();
    expect(strengthShown(typed("correct horse battery"), null)).toBeNull();
    expect(strengthShown(typed("correct horse battery", { words: null }), POLICY)).toBeNull();
  });

  test("calls nothing strong on a page that does not know the owner", () => {
    const password = "correct horse battery staple";
    expect(strengthShown(typed(password), POLICY)).toBe("strong");
    expect(strengthShown(typed(password, { context: ["Latchkey"], knowsOwner: false }), POLICY)).toBe("good");
  });
});
