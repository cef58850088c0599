/** Work that no answer waits for, but that must be finished before the store is closed and must not fail unnoticed. */
export class BackgroundTasks {
  readonly #onError: (error: unknown) => void;
  readonly #running = new Set<Promise<void>>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Resolves when the task has ended, also when it failed: for an answer that must wait until a task was tried. */
  run(task: () => Promise<unknown>): Promise<void> {
    const work: Promise<void> = task()
      .then(() => undefined, this.#onError)
      .finally(() => this.#running.delete(work));
    this.#running.add(work);
    return work;
  }

  /** Resolves when everything that was started has ended. */
  async drain(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
