import { expect, test, vi } from "vitest";
import { BackgroundTasks } from "./BackgroundTasks.js";

function aTask() {
  let finish: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return { run: () => promise, finish: () => finish() };
}

test("drain waits for what was started, and for what that started in turn", async () => {
  const background = new BackgroundTasks(() => undefined);
  const [first, second] = [aTask(), aTask()];
  background.run(async () => {
    await first.run();
    background.run(second.run);
  });
  const drained = vi.fn();
  const draining = background.drain().then(drained);

  first.finish();
  await new Promise(setImmediate);
  expect(drained).not.toHaveBeenCalled();
  second.finish();
  await draining;
});

test("a failure is reported, and neither reaches the caller nor stops the drain", async () => {
  const onError = vi.fn();
  const background = new BackgroundTasks(onError);
  const failure = new Error("the store is down");
  background.run(() => Promise.reject(failure));
  await background.drain();
  expect(onError.mock.calls).toEqual([[failure]]);
});

test("with nothing to do drain is done", async () => {
  await expect(new BackgroundTasks(() => undefined).drain()).resolves.toBeUndefined();
});
