import { createDescribedRegistry } from "./describedRegistry.js";
import { readingOf } from "./readings.js";

/** What only the first process of `latchkey serve --workers` knows. */
export function createTeamCounts() {
  const { registry, descriptions, counter, gauge } = createDescribedRegistry();
  const workers = gauge(
    "workers",
    "Workers of `latchkey serve --workers`: answering, or silent when one has not told its figures in time.",
    ["state"],
  );
  const ended = counter("workers_ended_total", "Workers that ended; each is replaced while the server runs.");

  return {
    descriptions,
    workerEnded: () => ended.inc(),
    /** Tells how many workers there are. */
    setWorkers: (states: { answering: number; silent: number }) => {
      for (const [state, count] of Object.entries(states)) workers.set({ state }, count);
    },
    read: () => readingOf(registry),
  };
}
