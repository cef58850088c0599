/** A worker ended before it listened. Why is in the lines that it wrote, so this is told in one, as its `code` says. */
export class WorkerEndedError extends Error {
  override readonly name = "WorkerEndedError";
  readonly code = "WORKER_ENDED";

  constructor(worker: number) {
    super(`Worker ${worker} ended before it listened; the lines above say why.`);
  }
}
