import { expect, test, vi } from "vitest";
import { once } from "./once.js";

test("runs the task once, however many callers wait or come later", async () => {
  const task = vi.fn(async () => undefined);
  const run = once(task);
  await Promise.all([run(), run()]);
  await run();
  expect(task).toHaveBeenCalledTimes(1);
});

test("passes a failure to all waiting callers, and tries again at the next call", async () => {
  const task = vi.fn(async () => undefined).mockRejectedValueOnce(new Error("no database"));
  const run = once(task);
  const waiting = [run(), run()];
  for (const one of waiting) await expect(one).rejects.toThrow("no database");
  await expect(run()).resolves.toBeUndefined();
  await run();
  expect(task).toHaveBeenCalledTimes(2);
});
