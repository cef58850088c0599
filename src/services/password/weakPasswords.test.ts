import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCommonPassword, isMadeOf } from "./weakPasswords.js";

const ADA = ["ada.l", "countess@analytical-engine.co.uk", "Ada Byron Lovelace", "Latchkey"];

describe("made of what everybody knows", () => {
  test.each([
    ["the email address", "countess@analytical-engine.co.uk"],
    ["its local part", "countess"],
    ["its domain without the suffix", "analytical-engine"],
    ["a part of the domain", "analytical1"],
    ["the full name", "Ada Byron Lovelace"],
    ["a name and a digit", "lovelace7"],
    ["a name twice", "LovelaceLovelace"],
    ["names and signs", "ada_byron!!"],
    ["names in another order", "byron.ada"],
    ["a name and a year", "Lovelace1985"],
    ["a name, a year and a sign", "lovelace-2024!"],
    ["a name and a common password", "adapassword"],
    ["a name in the middle of a common password", "passadaword"],
    ["a name and a row of digits", "byron12345"],
    ["full-width letters", "ｌｏｖｅｌａｃｅ"],
    ["the name of the service", "Latchkey99"],
  ])("%s: %s", (_what, password) => {
    expect(isMadeOf(password, ADA)).toBe(true);
  });
});

describe("not made of it", () => {
  test.each([
    ["no word of it", "correct horse battery"],
    ["signs alone", "!!!!!!!!"],
    ["a year alone", "1815"],
    ["a common password alone", "password"],
    ["a word with enough of its own", "lovelace plays chess"],
    ["four characters beside it", "lovelacexq7z"],
    ["words under three letters", "1l1l1l1l"],
    ["the suffix of the address", "ukukukuk"],
    ["nothing", ""],
  ])("%s: %s", (_what, password) => {
    expect(isMadeOf(password, ADA)).toBe(false);
  });

  test("nothing is known about the owner", () => {
    expect(isMadeOf("lovelace", [])).toBe(false);
    expect(isMadeOf("lovelace", ["", " ", "@", "@."])).toBe(false);
  });
});

test("what stands around a word does not become another word", () => {
  expect(isMadeOf("adlovelaceaq7z", ["ada", "lovelace"])).toBe(false);
});

test("a name of any script counts, and none is read as a pattern", () => {
  expect(isMadeOf("Иванович12", ["Пётр Иванович"])).toBe(true);
  expect(isMadeOf("佐藤さくら", ["佐藤さくら"])).toBe(true);
  expect(isMadeOf("anything at all", [".*", "(", "[a-z]+"])).toBe(false);
});

test("every password that is a text itself is refused, whatever the text", () => {
  const text = fc.stringMatching(/^[A-Za-z0-9_.-]{3,32}$/).filter((name) => /[A-Za-z0-9]/.test(name));
  fc.assert(fc.property(text, (name) => isMadeOf(name, [name])));
});

// The first, some of the middle and the last of the list.
test.each(["123456", "password", "password123", "qwertyuiop", "iloveyou", "xpcrew"])("%s is common", (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

test("capitals and full-width letters make no other password of it", () => {
  for (const password of ["PASSWORD", "PassWord123", "ｐａｓｓｗｏｒｄ", "ＰＡＳＳＷＯＲＤ１２３"]) {
    expect(isCommonPassword(password)).toBe(true);
  }
});

test("only a whole word counts, and nothing that spans two of them", () => {
  for (const password of ["", "\n", "correct horse battery", "passwordpasswor", "123456\npassword", "assword1 "]) {
    expect(isCommonPassword(password)).toBe(false);
  }
});

test("nothing is trimmed: a space makes another password", () => {
  expect(isCommonPassword(" password")).toBe(false);
});
