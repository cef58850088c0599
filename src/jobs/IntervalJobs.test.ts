import { afterEach, expect, test, vi } from "vitest";
import { BackgroundTasks } from "../utils/BackgroundTasks.js";
import { IntervalJobs } from "./index.js";

afterEach(() => {
  vi.useRealTimers();
});

test("a job runs at the start and then again and again, until it is stopped", async () => {
  vi.useFakeTimers();
  const run = vi.fn(async () => undefined);
  const jobs = new IntervalJobs([{ run, every: 1000 }], new BackgroundTasks(vi.fn()));
  jobs.start();
  jobs.start();
  expect(run).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2000);
  expect(run).toHaveBeenCalledTimes(3);
  jobs.stop();
  await vi.advanceTimersByTimeAsync(5000);
  expect(run).toHaveBeenCalledTimes(3);
});

test("a job that takes long is not started twice, and one that failed runs again", async () => {
  vi.useFakeTimers();
  const onError = vi.fn();
  let fail: (error: Error) => void = () => undefined;
  const run = vi.fn(() => new Promise<void>((_, reject) => (fail = reject)));
  const jobs = new IntervalJobs([{ run, every: 1000 }], new BackgroundTasks(onError));
  jobs.start();
  await vi.advanceTimersByTimeAsync(3000);
  expect(run).toHaveBeenCalledTimes(1);
  fail(new Error("the store is down"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(onError).toHaveBeenCalledWith(new Error("the store is down"));
  expect(run).toHaveBeenCalledTimes(2);
  jobs.stop();
});
