import { expect, test } from "vitest";
import { isId, newId, timeOfId } from "./ids.js";

test("a new id has the canonical form, is unique, and sorts by its time", () => {
  const ids = [1, 2, 1_800_000_000_000].map((now) => newId(now));
  expect(ids.every(isId)).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(newId(1)).not.toBe(newId(1));
});

test("an id says when its record was made", () => {
  for (const at of [1, 1_800_000_000_123]) expect(timeOfId(newId(at))).toBe(at);
});

test.each([
  "",
  "0192F0C0-0000-7000-8000-000000000000",
  "{0192f0c0-0000-7000-8000-000000000000}",
  "0192f0c0000070008000000000000000",
  "0192f0c0-0000-7000-8000-000000000000\n",
  "0192f0c0-0000-7000-8000-00000000000",
  "0192f0c0-0000-7000-8000-00000000000g",
])("%j is no id", (text) => {
  expect(isId(text)).toBe(false);
});
