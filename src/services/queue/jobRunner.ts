import type { JobQueue, QueuedJob } from "../../stores/Store.js";
import type { Background } from "../../utils/background.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE } from "../../utils/duration.js";
import { newId } from "../../utils/ids.js";
import type { Events } from "../events/index.js";
import { HopelessJobError } from "./HopelessJobError.js";
import { LONGEST_PAUSE, nextAttemptAt } from "./retryPlan.js";

/** Does the work of one kind of job, within the lease of two minutes. What it throws is told and tried again later. */
export type JobHandler = (job: QueuedJob) => Promise<void>;

export interface NewJob {
  readonly kind: string;
  readonly userId: string | null;
  /** Never a secret: it lies in the database, and in its backups. */
  readonly payload: QueuedJob["payload"];
  /** Milliseconds until it is due; at once without it. */
  readonly delay?: number;
}

export interface JobRunner {
  /** Stores a job by one write. It is carried out in the background, and after a restart if need be. */
  add(job: NewJob): Promise<void>;
  /** Carries out what is due; resolves when nothing is due any more. A failure of the queue goes to the background. */
  runDue(): Promise<void>;
  /** Takes no more jobs. Those under way end in the background; what is left stays in the queue. */
  stop(): void;
}

interface Deps {
  queue: JobQueue;
  clock: Clock;
  background: Background;
  handlers: Readonly<Record<string, JobHandler>>;
  events: Events;
}

type Outcome =
  | { kind: "done" }
  | { kind: "failed"; error: unknown; dueAt: number }
  | { kind: "given-up"; error: unknown };

// Longer than any handler works, so that no other process takes a job that is still being carried out.
const LEASE = 2 * MINUTE;
const MOST_AT_ONCE = 4;

/**
 * Carries out the jobs of a queue: at least once, each by one process at a time. A job is removed after its work is done,
 * so a crash in between does the work again; for what leaves the house, such as a mail, exactly once does not exist.
 */
export function createJobRunner({ queue, clock, background, handlers, events }: Deps): JobRunner {
  const lanes = new Set<Promise<void>>();
  let busy = 0;
  let lookAgain = false;
  let stopped = false;

  /** One more lane looks for work. Where all are busy, one of them looks again, so kicks never pile up. */
  function look(): void {
    if (stopped) return;
    if (busy === MOST_AT_ONCE) {
      lookAgain = true;
      return;
    }
    const lane = drive();
    lanes.add(lane);
    background.run(() => lane.finally(() => lanes.delete(lane)));
  }

  async function drive(): Promise<void> {
    busy += 1;
    try {
      do {
        lookAgain = false;
        await emptyQueue();
      } while (lookAgain && !stopped);
    } finally {
      // In the same step as the last look at `lookAgain`: a kick in between would be lost.
      busy -= 1;
    }
  }

  async function emptyQueue(): Promise<void> {
    while (!stopped) {
      const now = clock.now();
      const job = await queue.claim({ now, leaseUntil: now + LEASE });
      if (job === null) return;
      // Where one job was due there may be more, and one slow mail server must not hold them all up.
      look();
      await carryOut(job);
    }
  }

  async function carryOut(job: QueuedJob): Promise<void> {
    const outcome = await attempt(job);
    const { _id, kind, attempts } = job;
    if (outcome.kind !== "done") {
      events.emit("job.failed", { error: outcome.error, job: { kind, attempts, gaveUp: outcome.kind === "given-up" } });
    }
    try {
      if (outcome.kind === "failed") await queue.postpone({ _id, attempts, dueAt: outcome.dueAt });
      else await queue.remove({ _id, attempts });
    } catch (error) {
      // The lease stands, so the job comes again when it ends.
      events.emit("job.failed", { error, job: { kind, attempts, gaveUp: false } });
    }
  }

  async function attempt(job: QueuedJob): Promise<Outcome> {
    const handler = handlers[job.kind];
    if (handler === undefined) {
      // A newer program wrote it into the same database, and will want it.
      const error = new Error(`This version has no handler for jobs of the kind ${job.kind}.`);
      return { kind: "failed", error, dueAt: clock.now() + LONGEST_PAUSE };
    }
    try {
      await handler(job);
      return { kind: "done" };
    } catch (error) {
      const dueAt = error instanceof HopelessJobError ? null : nextAttemptAt(job, clock.now());
      return dueAt === null ? { kind: "given-up", error } : { kind: "failed", error, dueAt };
    }
  }

  return {
    add: async ({ kind, userId, payload, delay = 0 }) => {
      const now = clock.now();
      await queue.add({ _id: newId(now), kind, userId, payload, attempts: 0, dueAt: now + delay, createdAt: now });
      look();
    },
    runDue: async () => {
      look();
      while (lanes.size > 0) await Promise.allSettled(lanes);
    },
    stop: () => {
      stopped = true;
    },
  };
}
