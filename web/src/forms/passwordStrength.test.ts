import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { passwordStrength } from "./passwordStrength.js";

const words = new Set(commonPasswords);
const strengthOf = (password: string, owner: readonly string[] = []) => passwordStrength(password, words, owner);

describe("the strength of a password", () => {
  test.each([
    ["weak", "aaaaaaaaaaaaaaaa"],
    ["weak", "abcdefghijklmnop"],
    ["weak", "zqzqzqzqzqzq"],
    ["weak", "passwordpassword"],
    ["weak", "dragon1987"],
    ["weak", "p4ssw0rd!!"],
    ["fair", "kvtqzmrw"],
    ["fair", "x7!kqw2z"],
    ["good", "kvtqzmrwhxgd"],
    ["good", "correct horse battery"],
    ["strong", "correct horse battery staple"],
    ["strong", "kvtqzmrwhxgdplsy"],
    ["strong", "почему трава зелёная"],
  ])("is %s: %s", (strength, password) => {
    expect(strengthOf(password)).toBe(strength);
  });

  test("asks for no capitals, digits or signs", () => {
    const letters = fc.array(fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz"), { minLength: 8, maxLength: 24 });
    fc.assert(
      fc.property(letters, (characters) => {
        const password = characters.join("");
        expect(strengthOf(password.toUpperCase())).toBe(strengthOf(password));
      }),
    );
  });

  test("counts words that everybody knows about the owner for nothing", () => {
    expect(strengthOf("analytical lovelace")).not.toBe("weak");
    expect(strengthOf("analytical lovelace", ["Ada Lovelace", "ada@analytical.example"])).toBe("weak");
  });

  test("is known within a moment for the longest password", () => {
    expect(strengthOf("q7".repeat(128))).toBe("strong");
  });
});
