import type { JobQueue, QueuedJob } from "../../stores/Store.js";
import type { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import type { Clock } from "../../utils/clock.js";
import { DAY, MINUTE, SECOND } from "../../utils/duration.js";
import { newId } from "../../utils/ids.js";
import type { Events } from "../events/index.js";

/** Does the work of one kind of job, within the lease of two minutes. After an error it is logged and tried again later. */
export type JobHandler = (job: QueuedJob) => Promise<void>;

/** Thrown by a handler whose job can never succeed, such as an email to a mailbox that does not exist. It is not tried again. */
export class PermanentJobError extends Error {
  override readonly name = "PermanentJobError";
}

export interface NewJob {
  readonly kind: string;
  readonly userId: string | null;
  /** Never a secret: it is stored in the database, and in its backups. */
  readonly payload: QueuedJob["payload"];
  /** Milliseconds until it is due. By default it is due at once. */
  readonly delay?: number;
}

interface JobRunnerDeps {
  queue: JobQueue;
  clock: Clock;
  background: BackgroundTasks;
  handlers: Readonly<Record<string, JobHandler>>;
  events: Events;
}

type Outcome =
  | { kind: "done" }
  | { kind: "failed"; error: unknown; dueAt: number }
  | { kind: "given-up"; error: unknown };

// Longer than any handler works, so that no other process takes a job that is still running.
const LEASE = 2 * MINUTE;
const MAX_WORKERS = 4;
const FIRST_RETRY_DELAY = 5 * SECOND;
const MAX_RETRY_DELAY = 30 * MINUTE;
const GIVE_UP_AFTER = DAY;

/**
 * Runs the jobs of a queue: at least once, each by one process at a time. A job is removed after its work is done, so a crash in
 * between does the work again. For work outside the database, such as an email, exactly once does not exist.
 */
export class JobRunner {
  readonly #deps: JobRunnerDeps;
  readonly #workers = new Set<Promise<void>>();
  #busy = 0;
  #pollAgain = false;
  #stopped = false;

  constructor(deps: JobRunnerDeps) {
    this.#deps = deps;
  }

  /** Stores a job with one write. It runs in the background, if need be after a restart. */
  async add({ kind, userId, payload, delay = 0 }: NewJob): Promise<void> {
    const { queue, clock } = this.#deps;
    const now = clock.now();
    await queue.add({ _id: newId(now), kind, userId, payload, attempts: 0, dueAt: now + delay, createdAt: now });
    this.#poll();
  }

  /** Runs the jobs that are due; resolves when none is. A failure of the queue goes to the background. */
  async runDue(): Promise<void> {
    this.#poll();
    while (this.#workers.size > 0) await Promise.allSettled(this.#workers);
  }

  /** Takes no more jobs. Those that run end in the background; the others stay in the queue. */
  stop(): void {
    this.#stopped = true;
  }

  /** Starts one more worker. Where all are busy, one of them polls again, so calls never pile up. */
  #poll(): void {
    if (this.#stopped) return;
    if (this.#busy === MAX_WORKERS) {
      this.#pollAgain = true;
      return;
    }
    const worker = this.#work();
    this.#workers.add(worker);
    this.#deps.background.run(() => worker.finally(() => this.#workers.delete(worker)));
  }

  async #work(): Promise<void> {
    this.#busy += 1;
    try {
      do {
        this.#pollAgain = false;
        await this.#emptyQueue();
      } while (this.#pollAgain && !this.#stopped);
    } finally {
      // In the same step as the last read of `#pollAgain`: a call in between would be lost.
      this.#busy -= 1;
    }
  }

  async #emptyQueue(): Promise<void> {
    const { queue, clock } = this.#deps;
    while (!this.#stopped) {
      const now = clock.now();
      const job = await queue.claim({ now, leaseUntil: now + LEASE });
      if (job === null) return;
      // Where one job is due there may be more, and one slow mail server must not delay them all.
      this.#poll();
      await this.#run(job);
    }
  }

  async #run(job: QueuedJob): Promise<void> {
    const { queue, events } = this.#deps;
    const outcome = await this.#attempt(job);
    const { _id, kind, attempts } = job;
    if (outcome.kind !== "done") {
      events.emit("job.failed", { error: outcome.error, job: { kind, attempts, gaveUp: outcome.kind === "given-up" } });
    }
    try {
      if (outcome.kind === "failed") await queue.postpone({ _id, attempts, dueAt: outcome.dueAt });
      else await queue.remove({ _id, attempts });
    } catch (error) {
      // The lease stays, so the job runs again when it ends.
      events.emit("job.failed", { error, job: { kind, attempts, gaveUp: false } });
    }
  }

  async #attempt(job: QueuedJob): Promise<Outcome> {
    const { clock, handlers } = this.#deps;
    const handler = handlers[job.kind];
    if (handler === undefined) {
      // A newer version wrote it into the same database, and will run it.
      const error = new Error(`This version has no handler for jobs of the kind ${job.kind}.`);
      return { kind: "failed", error, dueAt: clock.now() + MAX_RETRY_DELAY };
    }
    try {
      await handler(job);
      return { kind: "done" };
    } catch (error) {
      const dueAt = error instanceof PermanentJobError ? null : nextAttemptAt(job, clock.now());
      return dueAt === null ? { kind: "given-up", error } : { kind: "failed", error, dueAt };
    }
  }
}

/**
 * When a job that has just failed is due again: after 5 seconds, then twice as long each time, at most 30 minutes. `null` when it
 * has failed for a day. A job that waited longer because the program was not running still had its attempt.
 */
export function nextAttemptAt(job: Pick<QueuedJob, "attempts" | "createdAt">, now: number): number | null {
  if (now - job.createdAt >= GIVE_UP_AFTER) return null;
  return now + Math.min(FIRST_RETRY_DELAY * 2 ** (job.attempts - 1), MAX_RETRY_DELAY);
}
