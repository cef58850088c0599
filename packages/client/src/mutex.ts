/** How long a tab waits for the others. A frozen tab never releases its lock. */
const LOCK_WAIT_MS = 3000;

export type Lock = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Runs one task at a time that replaces tokens: always within this page, and across tabs where Web Locks exist. The server answers
 * the same token with the same new token, so the lock only saves requests, and nothing waits for it for long.
 */
export function createMutex(name: string, hasTabs: boolean): Lock {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(() => (hasTabs ? withLock(name, work) : work()));
    // The caller gets the failure. The next task only waits for the end.
    last = turn.catch(() => {});
    return turn;
  };
}

async function withLock<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  let done: Promise<Result> | undefined;
  const begin = () => {
    done ??= work();
    return done;
  };
  // The task starts once, whether the lock is granted, refused or late.
  const locked = navigator.locks?.request(name, begin).catch(() => {});
  await Promise.race([locked, new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS))]);
  return begin();
}
