import type { IncomingHttpHeaders } from "node:http";
import { type Context, context, propagation, type Span, SpanKind, trace } from "@opentelemetry/api";
import type { Metrics } from "./createMetrics.js";
import { markFailed, stopwatch, tracer } from "./tracing.js";

interface Answered {
  readonly method: string;
  /** The pattern, never the path. */
  readonly route: string;
  /** `null` when the client went away before the answer was out. */
  readonly status: number | null;
}

interface WatchedRequest {
  /** Runs what works on the request as a part of its span. */
  run(task: () => void): void;
  /** Counts it. Answers the seconds that it took. */
  end(answered: Answered): number;
}

/** Times one request; counts and traces it unless `metrics` is `null`. */
export function watchRequest(
  metrics: Metrics | null,
  request: { headers: IncomingHttpHeaders; method: string },
): WatchedRequest {
  const seconds = stopwatch();
  if (metrics === null) return { run: (task) => task(), end: seconds };
  const { span, within } = startSpan(request.headers, request.method);
  return {
    run: (task) => context.with(within, task),
    end: (answered) => {
      const { method, route, status } = answered;
      const took = seconds();
      metrics.requests.inc({ route, method, status: status === null ? "aborted" : `${Math.trunc(status / 100)}xx` });
      metrics.requestSeconds.observe({ route, method }, took);
      endSpan(span, answered);
      return took;
    },
  };
}

/** Where the process traces its server itself, our span is a part of that. */
function startSpan(headers: IncomingHttpHeaders, method: string): { span: Span; within: Context } {
  const active = context.active();
  const isPart = trace.getSpan(active) !== undefined;
  const parent = isPart ? active : propagation.extract(active, headers);
  const kind = isPart ? SpanKind.INTERNAL : SpanKind.SERVER;
  // No path and no address: a path may hold the id of a session.
  const span = tracer.startSpan(method, { kind, attributes: { "http.request.method": method } }, parent);
  return { span, within: trace.setSpan(parent, span) };
}

function endSpan(span: Span, { method, route, status }: Answered): void {
  span.updateName(`${method} ${route}`);
  span.setAttribute("http.route", route);
  if (status !== null) span.setAttribute("http.response.status_code", status);
  if (status !== null && status >= 500) markFailed(span, String(status));
  span.end();
}
