/** Work that no answer waits for, but that must be finished before the store is closed and must not fail unseen. */
export interface Background {
  run(task: () => Promise<unknown>): void;
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
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
