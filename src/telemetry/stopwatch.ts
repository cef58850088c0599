/** Starts to measure; the result answers the seconds since. A real duration: no decision depends on it. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
