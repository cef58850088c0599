import cluster from "node:cluster";

/** Which of the processes this one is. */
export interface AsWorker {
  /** Rises with every start, so that a worker and its successor have different ones. */
  readonly id: number;
  /** How many processes share the machine and the database. */
  readonly of: number;
}

/** This process as one of `count` workers, or `null` when nobody has started it as one. */
export function asWorker(count: number): AsWorker | null {
  return cluster.worker === undefined ? null : { id: cluster.worker.id, of: count };
}

/** The signals by which a worker is asked to stop. */
export const STOP_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const;

/**
 * Stops once, however often it is asked: a terminal and systemd send a signal to every process, and then the primary passes
 * its own on. The second must not cut short what the first has begun.
 */
export function onStopSignal(stop: () => void): void {
  let stopping = false;
  const ask = () => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, ask);
}
