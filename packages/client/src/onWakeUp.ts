/**
 * Calls `wake` whenever the page may have slept, since timers stop meanwhile. `wasKept`: the page comes from the back-forward
 * cache, and has missed the messages of other tabs.
 */
export function onWakeUp(signal: AbortSignal, wake: (wasKept: boolean) => void): void {
  for (const name of ["visibilitychange", "pageshow", "focus", "online"]) {
    // Hidden pages too: they are also signed in. The handler only checks the clock.
    addEventListener(name, (event) => wake((event as PageTransitionEvent).persisted), { signal });
  }
}
