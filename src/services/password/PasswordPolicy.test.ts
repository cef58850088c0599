import { describe, expect, test } from "vitest";
import { PasswordPolicy } from "./PasswordPolicy.js";

const policy = new PasswordPolicy({ minLength: 8 });
const ADA = { username: "ada", email: "ada@example.com", fullName: "Ada Lovelace" };

function rulesBrokenBy(password: string, context: readonly string[] = []): string[] {
  return policy.unmet(password, context).map(({ rule }) => rule);
}

describe("the length of a password", () => {
  test("is at least what the operator says and at most 256", () => {
    expect(rulesBrokenBy("x7!kqw2")).toEqual(["too-short"]);
    expect(rulesBrokenBy("x7!kqw2z")).toEqual([]);
    expect(rulesBrokenBy("q".repeat(256))).toEqual([]);
    expect(rulesBrokenBy("q".repeat(257))).toEqual(["too-long"]);
    expect(new PasswordPolicy({ minLength: 15 }).unmet("fourteen chars", [])).toHaveLength(1);
  });

  test("counts code points: an emoji is one, a letter with its accent is one", () => {
    expect(rulesBrokenBy("😀".repeat(7))).toEqual(["too-short"]);
    expect(rulesBrokenBy("😀".repeat(8))).toEqual([]);
    expect(rulesBrokenBy("a\u0308".repeat(7))).toEqual(["too-short"]);
    expect(rulesBrokenBy("a\u0308".repeat(256))).toEqual([]);
  });

  test("counts outer spaces: nothing is trimmed", () => {
    expect(rulesBrokenBy("  qzx7  ")).toEqual([]);
  });
});

test("nothing is asked of the mix of characters", () => {
  for (const password of ["correct horse battery", "zqzqzqzqzq", "8305617294", "пароль от дома"]) {
    expect(rulesBrokenBy(password)).toEqual([]);
  }
});

test("every broken rule is named, each in words", () => {
  expect(rulesBrokenBy("ada", [])).toEqual(["too-short"]);
  expect(rulesBrokenBy("123456")).toEqual(["too-short", "common"]);
  const broken = policy.unmet("monkey", ["monkey"]);
  expect(broken.map(({ rule }) => rule)).toEqual(["too-short", "common", "context"]);
  for (const { message } of broken) expect(message).toMatch(/^[A-Z].+\.$/);
});

test("the name of the service is no password, whatever the service is called", () => {
  expect(rulesBrokenBy("latchkey1")).toEqual(["context"]);
  const gate = new PasswordPolicy({ minLength: 8, productName: "Garden Gate" });
  expect(gate.unmet("gardengate", []).map(({ rule }) => rule)).toEqual(["context"]);
  expect(gate.unmet("latchkey1", [])).toEqual([]);
});

test("a message never repeats the password", () => {
  for (const password of ["secret", "lovelace", "password1"]) {
    expect(JSON.stringify(policy.unmet(password, ["lovelace"]))).not.toContain(password);
  }
});

test("a password that is allowed passes; one that is not is refused with an entry of its field for every rule", async () => {
  await policy.assertAccepted("correct horse battery", ADA, "newPassword");
  await expect(policy.assertAccepted("ada.lovelace", ADA, "newPassword")).rejects.toThrow(
    expect.objectContaining({
      code: "VALIDATION_FAILED",
      errors: [{ path: "newPassword", message: expect.stringContaining("your name") }],
    }),
  );
  await expect(policy.assertAccepted("ada", ADA, "password")).rejects.toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ path: "password" }), expect.anything()] }),
  );
});

test("the policy states its rules in words, each that it applies and no other", () => {
  const { minLength, maxLength, rules } = new PasswordPolicy({ minLength: 12 }).rules();
  expect({ minLength, maxLength }).toEqual({ minLength: 12, maxLength: 256 });
  expect(rules.map(({ rule }) => rule)).toEqual(["too-short", "too-long", "common", "context"]);
  expect(rules[0]?.text).toContain("12");
});
