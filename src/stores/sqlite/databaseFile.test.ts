import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { oncePerTick } from "./databaseFile.js";

test("a check that passes is made once in a turn of the event loop, and again in the next", async () => {
  const check = vi.fn();
  const assert = oncePerTick(check);
  assert();
  assert();
  expect(check).toHaveBeenCalledTimes(1);
  await nextTurn();
  assert();
  expect(check).toHaveBeenCalledTimes(2);
});

test("a check that fails fails for everybody, also in the same turn", () => {
  const assert = oncePerTick(() => {
    throw new Error("gone");
  });
  expect(assert).toThrow("gone");
  expect(assert).toThrow("gone");
});
