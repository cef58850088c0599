import type { HashingQueue } from "../services/password/index.js";
import type { Metrics } from "./createMetrics.js";
import { onEnd } from "./onEnd.js";
import { stopwatch } from "./stopwatch.js";
import { endFailed, startWorkSpan } from "./tracing.js";

/** The same queue, whose jobs are counted: how many wait, run and are refused, and how long they wait in each lane. */
export function watchHashingQueue(queue: HashingQueue, metrics: Metrics): Pick<HashingQueue, "run"> {
  return {
    run: (job, requester) => {
      const { lane } = requester;
      const span = startWorkSpan("password hash");
      const waited = stopwatch();
      let isWaiting = true;
      metrics.hashesWaiting.inc();

      const call = queue.run(() => {
        isWaiting = false;
        metrics.hashesWaiting.dec();
        metrics.hashWaitSeconds.observe({ lane }, waited());
        metrics.hashesRunning.inc();
        const ran = stopwatch();
        return job().finally(() => {
          metrics.hashesRunning.dec();
          metrics.hashSeconds.observe(ran());
        });
      }, requester);
      onEnd(
        call,
        () => span.end(),
        (error) => {
          // A job that fails while it waits never ran.
          if (isWaiting) {
            metrics.hashesWaiting.dec();
            metrics.hashesRefused.inc();
          }
          endFailed(span, error);
        },
      );
      return call;
    },
  };
}
