import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressText, greetableName } from "./plainText.js";

describe("a name is greeted", () => {
  test.each([
    ["Ada Lovelace", "Ada Lovelace"],
    ["J.R.R. Tolkien", "J.R.R. Tolkien"],
    ["Seán O'Connor-Łuczak", "Seán O'Connor-Łuczak"],
    ["王小明", "王小明"],
    ["Louis XIV 2nd", "Louis XIV 2nd"],
    ['Ada "the first" Countess', 'Ada "the first" Countess'],
    ["Ada\t\n Lovelace", "Ada Lovelace"],
    ["Ada\u202e\u200b Lovelace", "Ada Lovelace"],
    ["Ada\u3164\u034f Lovelace", "Ada Lovelace"],
  ])("%j as %j", (fullName, shown) => {
    expect(greetableName(fullName)).toBe(shown);
  });

  test("with 60 characters at most, none of them cut in half", () => {
    const shown = greetableName("😀".repeat(100)) ?? "";
    expect([...shown]).toHaveLength(60);
    expect(shown.isWellFormed()).toBe(true);
  });
});

test.each([
  "Visit http://evil.example now",
  "Visit HTTPS://EVIL.EXAMPLE",
  "www.evil",
  "evil.example",
  "go to evil.example/win",
  "evil\u200b.\u200bexample",
  "evil．example",
  "evil。example",
  "ｗｗｗ．evil",
  "mailto:eve",
  "Ada\r\nBcc: eve",
  "javascript:alert",
  "eve@evil",
  "Call 0800 1234",
  "Call ０８００ １２３",
  '<a href="x">win',
  "</p><script>",
  "//evil",
  "\u200b",
])("a name that could be a link, an address, a number or markup is left out: %j", (fullName) => {
  expect(greetableName(fullName)).toBeNull();
});

const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

test("whatever is shown is one line without invisible characters and without the marks of a link", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      for (const shown of [greetableName(text), addressText(text)]) {
        expect(shown ?? "").not.toMatch(UNPRINTABLE);
        expect(shown ?? "").not.toMatch(/:\/\/|www\.|@/i);
      }
    }),
  );
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9", "::ffff:203.0.113.9"],
  ["2001:db8::1", "2001:db8::1"],
  ["evil.example", null],
  ["http://evil.example", null],
  [null, null],
])("the address %j is shown as %j", (ip, shown) => {
  expect(addressText(ip)).toBe(shown);
});
