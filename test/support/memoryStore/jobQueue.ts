import type { JobQueue, QueuedJob } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

/** The job queue of the memory store. */
export function createJobQueue(assertOpen: () => void): JobQueue {
  const jobs = new Map<string, QueuedJob>();

  /** The job if the caller's claim is still the latest. */
  function claimed({ _id, attempts }: { _id: string; attempts: number }): QueuedJob | null {
    assertOpen();
    const job = jobs.get(_id);
    return job?.attempts === attempts ? job : null;
  }

  return {
    async add(job) {
      assertOpen();
      if (jobs.has(job._id)) throw new Error(`A job with the id ${job._id} exists.`);
      jobs.set(job._id, structuredClone(job));
    },
    async claim({ now, leaseUntil }) {
      assertOpen();
      const due = [...jobs.values()].filter((job) => job.dueAt <= now);
      const [job] = due.toSorted((a, b) => a.dueAt - b.dueAt || (a._id < b._id ? -1 : 1));
      if (job === undefined) return null;
      const leased = { ...job, attempts: job.attempts + 1, dueAt: leaseUntil };
      jobs.set(job._id, leased);
      return structuredClone(leased);
    },
    async postpone({ dueAt, ...claim }) {
      const job = claimed(claim);
      if (job !== null) jobs.set(job._id, { ...job, dueAt });
    },
    async remove(claim) {
      const job = claimed(claim);
      if (job !== null) jobs.delete(job._id);
    },
    async listByUser(userId) {
      assertOpen();
      return structuredClone([...jobs.values()].filter((job) => job.userId === userId));
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(jobs, (job) => job.userId === userId);
    },
  };
}
