import { useEffect, useState } from "preact/hooks";

/** Milliseconds until `at`, by the wall clock, updated every second; 0 when it is over, or when `at` is null. */
export function useTimeLeft(at: number | null): number {
  const [now, setNow] = useState(Date.now());
  const isOver = at === null || now >= at;
  useEffect(() => {
    setNow(Date.now());
    if (at === null || isOver) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [at, isOver]);
  return at === null ? 0 : Math.max(0, at - now);
}
