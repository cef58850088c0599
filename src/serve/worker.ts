import cluster from "node:cluster";
import type { MetricsSnapshot } from "../telemetry/index.js";

export type FromWorker =
  /** It stops, and asks for the connections that wait. */
  | { readonly kind: "latchkey: accept connections" }
  /** It takes no more connections, and waits for the others. */
  | { readonly kind: "latchkey: port closed" }
  /** Its metrics: requested, or the last ones before it ends. */
  | { readonly kind: "latchkey: metrics of one"; readonly snapshot: MetricsSnapshot }
  /** A client asked it for the metrics, and it asks for those of all workers. */
  | { readonly kind: "latchkey: metrics wanted"; readonly id: number };

export type FromPrimary =
  | { readonly kind: "latchkey: connections accepted" }
  | { readonly kind: "latchkey: port closed by all" }
  | { readonly kind: "latchkey: metrics of one wanted" }
  | { readonly kind: "latchkey: metrics of all"; readonly id: number; readonly text: string };

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
