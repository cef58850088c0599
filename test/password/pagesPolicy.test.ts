import commonPasswords from "@zxcvbn-ts/language-common/dist/passwords.json.mjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PasswordPolicy } from "../../src/services/password/index.js";
import { RULES, ruleState, type TypedPassword } from "../../web/src/forms/ruleState.js";
import { strengthShown } from "../../web/src/forms/strengthShown.js";

// What the pages say about a password while somebody types it, and what the server says when it is sent.

const POLICY = { minLength: 8, maxLength: 256 };
const ADA = ["Ada Lovelace", "ada", "countess@analytical.example", "Latchkey"];
const words = new Set(commonPasswords);
const server = new PasswordPolicy({ minLength: POLICY.minLength, productName: "Latchkey" });

const parts = fc.constantFrom(
  "ada",
  "Lovelace",
  "countess",
  "password",
  "monkey",
  "1985",
  "12345",
  "!",
  " ",
  "qz7",
  "x",
);
const passwords = fc.oneof(
  fc.array(parts, { maxLength: 5 }).map((all) => all.join("")),
  fc.constantFrom(...commonPasswords),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);

const typed = (password: string): TypedPassword => ({ password, context: ADA, knowsOwner: true, words });
const refusals = (password: string) => server.unmet(password, ADA).map(({ rule }) => rule);

test("each rule that the page ticks off is met, and each that it marks is broken", () => {
  fc.assert(
    fc.property(passwords, (password) => {
      const broken = refusals(password);
      for (const rule of RULES) {
        const state = ruleState(rule, typed(password), POLICY);
        if (state !== "later")
          expect([password, rule, state !== "met"]).toEqual([password, rule, broken.includes(rule)]);
      }
    }),
  );
});

test("the page knows every rule once a password is long enough", () => {
  fc.assert(
    fc.property(passwords, (password) => {
      fc.pre(!refusals(password).includes("too-short"));
      expect(RULES.map((rule) => ruleState(rule, typed(password), POLICY))).not.toContain("later");
    }),
  );
});

test("the bar calls weak whatever the server refuses", () => {
  fc.assert(
    fc.property(passwords, (password) => {
      fc.pre(password !== "" && refusals(password).length > 0);
      expect([password, strengthShown(typed(password), POLICY)]).toEqual([password, "weak"]);
    }),
  );
});
