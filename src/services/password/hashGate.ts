import { ApiError } from "../../utils/ApiError.js";

/** Runs costly jobs a few at a time and holds a bounded line for the rest. */
export interface HashGate {
  run<T>(job: () => Promise<T>): Promise<T>;
}

/**
 * Hashing runs on libuv's thread pool, which file system, DNS and other crypto share. As many jobs as cores keep the
 * processor busy; more would only starve every other request. A full line is answered at once with 503 OVERLOADED,
 * because a sign-in that would wait for many seconds helps nobody.
 */
export function createHashGate(limits: { concurrency: number; queue: number }): HashGate {
  const waiting: (() => void)[] = [];
  let running = 0;

  async function enter(): Promise<void> {
    if (running < limits.concurrency) {
      running += 1;
      return;
    }
    if (waiting.length >= limits.queue) throw new ApiError("OVERLOADED", { retryAfterSeconds: 2 });
    await new Promise<void>((admit) => waiting.push(admit));
  }

  function leave(): void {
    const next = waiting.shift();
    // The place goes straight to the next in line; `running` counts it on.
    if (next === undefined) running -= 1;
    else next();
  }

  return {
    run: async (job) => {
      await enter();
      try {
        return await job();
      } finally {
        leave();
      }
    },
  };
}
