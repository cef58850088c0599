import { AggregatorRegistry, type Registry } from "prom-client";
import { createDescribedRegistry } from "./describedRegistry.js";

/** All metrics of one process at one moment, as data that one process can send to another. */
export type MetricsSnapshot = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

// An average over several event loops would hide the one that stands still.
const SHOW_THE_WORST = /^nodejs_eventloop_lag_(?!min)/;

/** What a registry shows now. */
export async function snapshotOf(registry: Registry): Promise<MetricsSnapshot> {
  const snapshot = await registry.getMetricsAsJSON();
  return snapshot.map((metric) => (SHOW_THE_WORST.test(metric.name) ? { ...metric, aggregator: "max" } : metric));
}

/** What stays true when the process has ended: what was counted. A gauge is over, as nothing waits in a process that has ended. */
export function countersOf(snapshot: MetricsSnapshot): MetricsSnapshot {
  // prom-client's types call `type` a number; it is a word.
  return snapshot.filter(({ type }) => String(type) !== "gauge");
}

/** Several snapshots as one. Each metric says itself how: a sum, unless it is of the process and a sum would mean nothing. */
export function aggregate(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  return AggregatorRegistry.aggregate([...snapshots]).getMetricsAsJSON();
}

/** Several snapshots as one, in Prometheus' text format. */
export function renderTogether(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return AggregatorRegistry.aggregate([...snapshots]).metrics();
}

/** What only the primary process of `latchkey serve --workers` knows. */
export function createPoolMetrics() {
  const { registry, descriptions, counter, gauge } = createDescribedRegistry();
  const workers = gauge(
    "workers",
    "Workers of `latchkey serve --workers`: answering, or silent when one has not sent its metrics in time.",
    ["state"],
  );
  const ended = counter("workers_ended_total", "Workers that ended; each is replaced while the server runs.");

  return {
    descriptions,
    workerEnded: () => ended.inc(),
    setWorkers: (states: { answering: number; silent: number }) => {
      for (const [state, count] of Object.entries(states)) workers.set({ state }, count);
    },
    snapshot: () => snapshotOf(registry),
  };
}
