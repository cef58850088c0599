/**
 * Calls `wake` whenever the page may have slept: timers stand still meanwhile. `wasKept` when the browser had put the page aside
 * (back-forward cache): what other tabs said then was not heard.
 */
export function onWakeUp(signal: AbortSignal, wake: (wasKept: boolean) => void): void {
  for (const name of ["visibilitychange", "pageshow", "focus", "online"]) {
    // A hidden page is woken too: it is no less signed in. The handler only looks at the clock.
    addEventListener(name, (event) => wake((event as PageTransitionEvent).persisted), { signal });
  }
}
