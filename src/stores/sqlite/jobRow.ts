import type { QueuedJob } from "../Store.js";

/** A job as it lies in the table: the payload is JSON. */
export type JobRow = Omit<QueuedJob, "payload"> & { readonly payload: string };

export const JOB_COLUMNS: readonly (keyof JobRow)[] = [
  "_id",
  "kind",
  "userId",
  "payload",
  "attempts",
  "dueAt",
  "createdAt",
];

export function toJobRow(job: QueuedJob): JobRow {
  return { ...job, payload: JSON.stringify(job.payload) };
}

export function fromJobRow(row: JobRow): QueuedJob {
  return { ...row, payload: JSON.parse(row.payload) };
}
