import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { oncePerTurn } from "./oncePerTurn.js";

test("a check that passes is made once in a turn of the event loop, and again in the next", async () => {
  const check = vi.fn();
  const assert = oncePerTurn(check);
  assert();
  assert();
  expect(check).toHaveBeenCalledTimes(1);
  await nextTurn();
  assert();
  expect(check).toHaveBeenCalledTimes(2);
});

test("a check that fails fails for everybody, also in the same turn", () => {
  const assert = oncePerTurn(() => {
    throw new Error("gone");
  });
  expect(assert).toThrow("gone");
  expect(assert).toThrow("gone");
});
