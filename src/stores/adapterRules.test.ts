import { expect, test } from "vitest";
import { prefixRange } from "./adapterRules.js";

function isIn(text: string, { from, to }: { from: string; to: string }): boolean {
  return text >= from && text <= to;
}

test.each(["ad", "ada", "adz", "ad.lovelace@example.com"])("%s lies in the range of its beginning", (text) => {
  expect(isIn(text, prefixRange("ad", null))).toBe(true);
});

test.each(["ac", "a", "ae", "", "AD"])("%j does not", (text) => {
  expect(isIn(text, prefixRange("ad", null))).toBe(false);
});

test("a page begins where the one before ended, and never before the prefix", () => {
  expect(prefixRange("ad", "adb").from).toBe("adb");
  expect(prefixRange("ad", "aa").from).toBe("ad");
  expect(isIn("aez", prefixRange("ad", "aez"))).toBe(false);
});

test("without a prefix everything is in it", () => {
  for (const text of ["0", "a", "~", "019abc00-0000-7000-8000-000000000000"]) {
    expect(isIn(text, prefixRange("", null))).toBe(true);
  }
});
