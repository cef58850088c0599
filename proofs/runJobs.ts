import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Job, Progress, Result } from "./jobs.js";

const CHILD = fileURLToPath(new URL("exploreInChild.ts", import.meta.url));
const MEMORY_MEGABYTES = 4096;

type Message = { progress: Progress } | { result: Result };

/** Carries the jobs out, as many at once as there are cores, and tells of each as it ends. Throws when one cannot be carried out. */
export async function runJobs(
  jobs: readonly Job[],
  on: { progress: (progress: Progress) => void; result: (result: Result) => void },
): Promise<Result[]> {
  const waiting = [...jobs];
  const results: Result[] = [];
  async function work(): Promise<void> {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const result = await inChild(job, on.progress);
      results.push(result);
      on.result(result);
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return jobs.flatMap((job) => results.find((result) => isSame(result.job, job)) ?? []);
}

function isSame(one: Job, other: Job): boolean {
  return one.kind === other.kind && one.name === other.name;
}

function inChild(job: Job, onProgress: (progress: Progress) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    const execArgv = ["--import", "tsx", `--max-old-space-size=${MEMORY_MEGABYTES}`];
    const child = fork(CHILD, { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.on("message", (message: Message) => {
      if ("progress" in message) onProgress(message.progress);
      else resolve(message.result);
    });
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`the exploration of ${job.name} ended with ${code ?? "a signal"}`)));
    child.send(job);
  });
}
