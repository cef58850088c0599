/** How long a tab waits for the others. One that was frozen with the lock in its hands never gives it back. */
const LOCK_WAIT_MS = 3000;

export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * One after another, in this page always, among tabs where Web Locks help: whatever replaces tokens. The server makes the same
 * token of the same token, so the lock only saves requests; nothing waits for it for long.
 */
export function createTurns(name: string, hasTabs: boolean): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(() => (hasTabs ? withLock(name, work) : work()));
    // Whoever asked hears of the failure. The next one only waits for the end.
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
  // Whether the lock was given, refused or took too long: the work is begun once.
  const locked = navigator.locks?.request(name, begin).catch(() => {});
  await Promise.race([locked, new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS))]);
  return begin();
}
