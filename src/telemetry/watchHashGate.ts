import type { HashGate } from "../services/password/index.js";
import type { Metrics } from "./createMetrics.js";
import { onEnd } from "./onEnd.js";
import { stopwatch } from "./stopwatch.js";
import { endFailed, startWorkSpan } from "./tracing.js";

/** The same gate, which shows its line: how many wait, run and are refused, and for how long. */
export function watchHashGate(gate: HashGate, metrics: Metrics): HashGate {
  return {
    run: (job) => {
      const span = startWorkSpan("password hash");
      const waited = stopwatch();
      let isWaiting = true;
      metrics.hashesWaiting.inc();

      const call = gate.run(() => {
        isWaiting = false;
        metrics.hashesWaiting.dec();
        metrics.hashWaitSeconds.observe(waited());
        metrics.hashesRunning.inc();
        const ran = stopwatch();
        return job().finally(() => {
          metrics.hashesRunning.dec();
          metrics.hashSeconds.observe(ran());
        });
      });
      onEnd(
        call,
        () => span.end(),
        (error) => {
          // Whoever fails while waiting was never let in.
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
