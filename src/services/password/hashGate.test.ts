import { expect, test } from "vitest";
import { createHashGate } from "./hashGate.js";

/** A job that ends when it is told to. */
function aJob(log: string[], name: string) {
  let finish: (error?: Error) => void = () => undefined;
  const done = new Promise<string>((resolve, reject) => {
    finish = (error) => (error === undefined ? resolve(name) : reject(error));
  });
  return {
    run: () => {
      log.push(name);
      return done;
    },
    finish: (error?: Error) => finish(error),
  };
}

test("runs no more jobs at once than allowed, and the others in the order they came", async () => {
  const gate = createHashGate({ concurrency: 2, queue: 10 });
  const log: string[] = [];
  const jobs = ["a", "b", "c", "d"].map((name) => aJob(log, name));
  const results = jobs.map((job) => gate.run(job.run));
  await Promise.resolve();
  expect(log).toEqual(["a", "b"]);

  jobs[1]?.finish();
  await results[1];
  await Promise.resolve();
  expect(log).toEqual(["a", "b", "c"]);

  for (const job of jobs) job.finish();
  expect(await Promise.all(results)).toEqual(["a", "b", "c", "d"]);
});

test("answers a full line at once with OVERLOADED and a time to wait, and runs nothing", async () => {
  const gate = createHashGate({ concurrency: 1, queue: 1 });
  const log: string[] = [];
  const jobs = ["a", "b", "c"].map((name) => aJob(log, name));
  const [first, second, third] = jobs.map((job) => gate.run(job.run));
  await expect(third).rejects.toMatchObject({ code: "OVERLOADED", statusCode: 503, retryAfterSeconds: 2 });
  for (const job of jobs) job.finish();
  await Promise.all([first, second]);
  expect(log).toEqual(["a", "b"]);
});

test("a job that fails frees its place", async () => {
  const gate = createHashGate({ concurrency: 1, queue: 1 });
  await expect(gate.run(() => Promise.reject(new Error("no memory")))).rejects.toThrow("no memory");
  expect(await gate.run(async () => "next")).toBe("next");
});
