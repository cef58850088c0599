import { AggregatorRegistry, type Registry } from "prom-client";

/** All metrics of one process at one moment, as data that one process can send to another. */
export type Reading = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>;

// An average over several event loops would hide the one that stands still.
const SHOW_THE_WORST = /^nodejs_eventloop_lag_(?!min)/;

/** What a registry shows now. */
export async function readingOf(registry: Registry): Promise<Reading> {
  const reading = await registry.getMetricsAsJSON();
  return reading.map((metric) => (SHOW_THE_WORST.test(metric.name) ? { ...metric, aggregator: "max" } : metric));
}

/**
 * What of a reading stays true when its process has ended: what was counted. A gauge is over, as nobody waits in the line of
 * a process that is gone.
 */
export function lastingPart(reading: Reading): Reading {
  // prom-client's types call `type` a number; it is a word.
  return reading.filter(({ type }) => String(type) !== "gauge");
}

/** Several readings as one. Each metric says itself how: a sum, unless it is of the process and a sum would mean nothing. */
export function addUp(readings: readonly Reading[]): Promise<Reading> {
  return AggregatorRegistry.aggregate([...readings]).getMetricsAsJSON();
}

/** Several readings as one, in Prometheus' text format. */
export function renderTogether(readings: readonly Reading[]): Promise<string> {
  return AggregatorRegistry.aggregate([...readings]).metrics();
}
