import { carryOut, type Job } from "./jobs.js";

/** A process of its own for each exploration: a heap of its own, and as many at once as there are cores. */
process.on("message", (job: Job) => {
  const result = carryOut(job, (progress) => void process.send?.({ progress }));
  process.send?.({ result }, () => process.disconnect());
});
