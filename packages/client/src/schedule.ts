/**
 * When the client acts by itself, until `signal`. It goes by the wall clock: the timer of a laptop that slept is late, so
 * whatever wakes the page calls `check`. Pauses are spread, lest all tabs, and all clients after an outage, come at one moment.
 */
export function createSchedule(signal: AbortSignal, act: () => void) {
  let dueAt: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Since something last worked. */
  let attempts = 0;

  function at(time: number | null): void {
    dueAt = time;
    clearTimeout(timer);
    if (time === null || signal.aborted) return;
    const wait = time - Date.now();
    if (wait > 0) {
      // Timers count in 32 bits; a longer one would ring at once.
      timer = setTimeout(check, Math.min(wait, 1e9));
      // In Node a timer keeps the process alive; this one must not.
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
    /** A refresh is due when three quarters or more of what is left of the access token's life have passed. */
    before: (expiresAt: number | null): void => {
      attempts = 0;
      const now = Date.now();
      at(expiresAt && now + Math.max(1000, (expiresAt - now) * (0.75 + Math.random() * 0.15)));
    },
    /** Something failed that says nothing. Tried again later and later, never sooner than the server asked. */
    retry: (afterSeconds: number): void => {
      const backoff = Math.min(60_000, 1000 * 2 ** attempts) * (0.5 + Math.random());
      at(Date.now() + Math.max(afterSeconds * 1000, backoff));
    },
  };
}
