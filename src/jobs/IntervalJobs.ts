import type { BackgroundTasks } from "../utils/BackgroundTasks.js";

interface IntervalJob {
  readonly run: () => Promise<unknown>;
  /** Milliseconds between two starts. */
  readonly every: number;
}

/** Runs jobs at intervals, none of them twice at once in one process. They do not keep the process running. */
export class IntervalJobs {
  readonly #jobs: readonly IntervalJob[];
  readonly #background: BackgroundTasks;
  #timers: NodeJS.Timeout[] | null = null;

  constructor(jobs: readonly IntervalJob[], background: BackgroundTasks) {
    this.#jobs = jobs;
    this.#background = background;
  }

  /** Runs each job now and then at its interval. A second call does nothing. */
  start(): void {
    this.#timers ??= this.#jobs.map((job) => this.#repeat(job));
  }

  /** Starts no more jobs. The background finishes those that run. */
  stop(): void {
    for (const timer of this.#timers ?? []) clearInterval(timer);
    this.#timers = [];
  }

  #repeat({ run, every }: IntervalJob): NodeJS.Timeout {
    let running = false;
    const start = () => {
      if (running) return;
      running = true;
      this.#background.run(() =>
        run().finally(() => {
          running = false;
        }),
      );
    };
    start();
    return setInterval(start, every).unref();
  }
}
