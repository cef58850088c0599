import type { IncomingHttpHeaders } from "node:http";
import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { nameOf } from "../utils/errorFacts.js";

/** Does nothing until the process registers an SDK of OpenTelemetry. */
const tracer = trace.getTracer("latchkey");

/** A call that this process makes: of the store. */
export function startCallSpan(name: string, attributes: Attributes): Span {
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

/** Work in this process. */
export function startWorkSpan(name: string): Span {
  return tracer.startSpan(name);
}

/** A request, and the context in which it is to be worked on. Where the process traces its server itself, ours is a part of that. */
export function startRequestSpan(headers: IncomingHttpHeaders, method: string): { span: Span; within: Context } {
  const active = context.active();
  const isPart = trace.getSpan(active) !== undefined;
  const parent = isPart ? active : propagation.extract(active, headers);
  const kind = isPart ? SpanKind.INTERNAL : SpanKind.SERVER;
  // No path and no address: a path may hold the id of a session.
  const span = tracer.startSpan(method, { kind, attributes: { "http.request.method": method } }, parent);
  return { span, within: trace.setSpan(parent, span) };
}

export function runWithin(within: Context, task: () => void): void {
  context.with(within, task);
}

/** Ends a span whose work failed. Only the kind of the error: its message may quote what somebody typed. */
export function endFailed(span: Span, error: unknown): void {
  span.setAttribute("error.type", nameOf(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** Ends the span of a request that was answered, or, with `null`, given up by the client. */
export function endRequestSpan(span: Span, { method, route, status }: Answered): void {
  span.updateName(`${method} ${route}`);
  span.setAttribute("http.route", route);
  if (status !== null) span.setAttribute("http.response.status_code", status);
  if (status !== null && status >= 500) {
    span.setAttribute("error.type", String(status));
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** How a request ended. */
export interface Answered {
  readonly method: string;
  /** The pattern, never the path. */
  readonly route: string;
  /** `null` when the client went away before the answer was out. */
  readonly status: number | null;
}

/** Starts to measure; the result answers the seconds since. A real duration: no decision depends on it. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => (performance.now() - start) / 1000;
}
