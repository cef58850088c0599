import type { IncomingHttpHeaders } from "node:http";
import type { Metrics } from "./createMetrics.js";
import { type Answered, endRequestSpan, runWithin, startRequestSpan, stopwatch } from "./tracing.js";

export interface WatchedRequest {
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
  const { span, within } = startRequestSpan(request.headers, request.method);
  return {
    run: (task) => runWithin(within, task),
    end: (answered) => {
      const { method, route, status } = answered;
      const took = seconds();
      metrics.requests.inc({ route, method, status: statusClass(status) });
      metrics.requestSeconds.observe({ route, method }, took);
      endRequestSpan(span, answered);
      return took;
    },
  };
}

function statusClass(status: number | null): string {
  return status === null ? "aborted" : `${Math.trunc(status / 100)}xx`;
}
