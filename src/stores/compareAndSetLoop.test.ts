import { expect, test, vi } from "vitest";
import { compareAndSetLoop } from "./compareAndSetLoop.js";

test("runs a step again until it is settled, and answers what it settled to", async () => {
  const step = vi.fn(async (): Promise<string | undefined> => "won").mockResolvedValueOnce(undefined);
  expect(await compareAndSetLoop(step)).toBe("won");
  expect(step).toHaveBeenCalledTimes(2);
});

test("an answer of null is settled", async () => {
  expect(await compareAndSetLoop(async () => null)).toBeNull();
});

test("six losses are 503 with a time to wait", async () => {
  const step = vi.fn(async () => undefined);
  const failure = { code: "STORE_UNAVAILABLE", statusCode: 503, retryAfterSeconds: 1 };
  await expect(compareAndSetLoop(step)).rejects.toMatchObject(failure);
  expect(step).toHaveBeenCalledTimes(6);
});

test("a win at the sixth try counts", async () => {
  const step = vi.fn(async (): Promise<string | undefined> => undefined);
  for (let loss = 0; loss < 5; loss += 1) step.mockResolvedValueOnce(undefined);
  step.mockResolvedValueOnce("won");
  expect(await compareAndSetLoop(step)).toBe("won");
});

test("what a step throws ends the loop at once", async () => {
  const step = vi.fn(() => Promise.reject(new Error("refused")));
  await expect(compareAndSetLoop(step)).rejects.toThrow("refused");
  expect(step).toHaveBeenCalledTimes(1);
});
