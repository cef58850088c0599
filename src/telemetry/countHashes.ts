import type { Span } from "@opentelemetry/api";
import type { Events } from "../services/events/index.js";
import type { Metrics } from "./createMetrics.js";
import { endFailed, stopwatch, tracer } from "./tracing.js";

/** Counts password hashes: how many wait, run and are refused, how long they wait in each lane and how long they run. */
export function countHashes(events: Events, metrics: Metrics): void {
  const hashes = new WeakMap<object, { lane: string; span: Span; seconds: () => number }>();

  events.on("hash.queued", ({ job, lane }) => {
    metrics.hashesWaiting.inc();
    hashes.set(job, { lane, span: tracer.startSpan("password hash"), seconds: stopwatch() });
  });
  events.on("hash.refused", ({ job, error }) => {
    metrics.hashesWaiting.dec();
    metrics.hashesRefused.inc();
    const hash = hashes.get(job);
    if (hash !== undefined) endFailed(hash.span, error);
  });
  events.on("hash.started", ({ job }) => {
    metrics.hashesWaiting.dec();
    metrics.hashesRunning.inc();
    const hash = hashes.get(job);
    if (hash === undefined) return;
    metrics.hashWaitSeconds.observe({ lane: hash.lane }, hash.seconds());
    hash.seconds = stopwatch();
  });
  events.on("hash.ended", ({ job, error }) => {
    metrics.hashesRunning.dec();
    const hash = hashes.get(job);
    if (hash === undefined) return;
    metrics.hashSeconds.observe(hash.seconds());
    if (error === null) hash.span.end();
    else endFailed(hash.span, error);
  });
}
