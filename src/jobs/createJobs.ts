import type { Background } from "../utils/background.js";

export interface RepeatedJob {
  readonly run: () => Promise<unknown>;
  /** Milliseconds between two starts. */
  readonly every: number;
}

export interface Jobs {
  /** Runs each job now and then again and again. A second call does nothing. */
  start(): void;
  /** No job starts any more; those that run are in the background's hands. */
  stop(): void;
}

/** Runs jobs by the clock, none of them twice at once in one process. They keep no process alive. */
export function createJobs(jobs: readonly RepeatedJob[], background: Background): Jobs {
  let timers: NodeJS.Timeout[] | null = null;

  function repeat({ run, every }: RepeatedJob): NodeJS.Timeout {
    let running = false;
    const start = () => {
      if (running) return;
      running = true;
      background.run(() =>
        run().finally(() => {
          running = false;
        }),
      );
    };
    start();
    return setInterval(start, every).unref();
  }

  return {
    start: () => {
      timers ??= jobs.map(repeat);
    },
    stop: () => {
      for (const timer of timers ?? []) clearInterval(timer);
      timers = [];
    },
  };
}
