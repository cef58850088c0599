import { type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import { nameOf } from "../utils/errorFacts.js";

/** Does nothing until the process registers an SDK of OpenTelemetry. */
export const tracer = trace.getTracer("latchkey");

/** Ends a span whose work failed. Only the kind of the error: its message may quote what somebody typed. */
export function endFailed(span: Span, error: unknown): void {
  markFailed(span, nameOf(error));
  span.end();
}

export function markFailed(span: Span, type: string): void {
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Starts to measure; the result answers the seconds since. A real duration: no decision depends on it. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
