import { expect, test } from "vitest";
import { isCommonPassword } from "./commonPasswords.js";

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
