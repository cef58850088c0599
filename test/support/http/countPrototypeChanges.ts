import { IncomingMessage, ServerResponse } from "node:http";
import { onTestFinished, vi } from "vitest";

/** Counts the requests and responses whose prototype is replaced by another one, until the test ends. */
export function countPrototypeChanges(): () => number {
  const change = Object.setPrototypeOf;
  let changes = 0;
  const spy = vi.spyOn(Object, "setPrototypeOf").mockImplementation((target, prototype) => {
    const isMessage = target instanceof IncomingMessage || target instanceof ServerResponse;
    if (isMessage && Object.getPrototypeOf(target) !== prototype) changes += 1;
    return change(target, prototype);
  });
  onTestFinished(() => spy.mockRestore());
  return () => changes;
}
