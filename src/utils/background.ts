/** Work that no answer waits for, but that must be finished before the store is closed and must not fail unseen. */
export interface Background {
  /** Resolves when the task has ended, also when it failed: for an answer that must not come before a task was tried. */
  run(task: () => Promise<unknown>): Promise<void>;
  /** Resolves when everything that was started has ended. */
  drain(): Promise<void>;
}

export function createBackground(onError: (error: unknown) => void): Background {
  const running = new Set<Promise<void>>();
  return {
    run: (task) => {
      const work: Promise<void> = task()
        .then(() => undefined, onError)
        .finally(() => running.delete(work));
      running.add(work);
      return work;
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
