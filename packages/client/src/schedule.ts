/**
 * Decides when the client acts by itself, until `signal` aborts. It uses the wall clock, because the timer of a laptop that slept
 * is late: events that wake the page call `check`. Delays are random, so that not all tabs, or all clients after an outage, act at once.
 */
export function createSchedule(signal: AbortSignal, act: () => void) {
  let dueAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Since the last success. */
  let attempts = 0;

  function at(time: number | null): void {
    dueAt = time;
    clearTimeout(timer);
    if (time === null || signal.aborted) return;
    const wait = time - Date.now();
    if (wait > 0) {
      // Timers count in 32 bits: a longer delay would fire at once.
      timer = setTimeout(check, Math.min(wait, 1e9));
      // In Node a timer keeps the process alive. This one must not.
      (timer as { unref?(): void }).unref?.();
    } else {
      dueAt = null;
      attempts++;
      act();
    }
  }

  function check(isUrgent = false): void {
    at(isUrgent ? 0 : dueAt);
  }

  return {
    check,
    /** Plans a refresh after 75 to 90 percent of the remaining lifetime of the access token. */
    before: (expiresAt: number | null): void => {
      attempts = 0;
      const now = Date.now();
      at(expiresAt && now + Math.max(1000, (expiresAt - now) * (0.75 + Math.random() * 0.15)));
    },
    /** Plans another attempt after a failure without a definite answer: with growing delays, never sooner than the server asked. */
    retry: (afterSeconds: number): void => {
      const backoff = Math.min(60_000, 1000 * 2 ** attempts) * (0.5 + Math.random());
      at(Date.now() + Math.max(afterSeconds * 1000, backoff));
    },
  };
}
