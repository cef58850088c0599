import type { Metrics } from "../telemetry/index.js";
import { ApiError } from "../utils/ApiError.js";
import { SECOND } from "../utils/duration.js";
import type { Logger } from "../utils/logger.js";
import type { FromPrimary, FromWorker } from "./workerMessages.js";

// The primary waits two seconds for workers that are slow.
const PATIENCE = 5 * SECOND;

/** The metrics as a worker shows them. */
export interface WorkerMetrics {
  readonly contentType: string;
  /** Those of all workers together. Fails with OVERLOADED when the primary does not answer: one's own would look like a fall. */
  render(): Promise<string>;
  /** Tells the primary the last figures, which would end with this process. */
  sayLastWords(): Promise<void>;
}

/** In a worker: tells the primary what was counted here, and asks it for the sum. Only figures go to and fro. */
export function shareMetrics(metrics: Metrics, logger: Logger): WorkerMetrics {
  const waiting = new Map<number, (text: string) => void>();
  let asked = 0;

  process.on("message", (message: FromPrimary) => {
    if (message.kind === "latchkey: a reading wanted") {
      // Then this worker counts as silent.
      tellReading().catch((err) => logger.error({ err }, "The figures of this worker could not be read."));
    }
    if (message.kind === "latchkey: metrics of all") waiting.get(message.nr)?.(message.text);
  });

  async function tellReading(): Promise<void> {
    await tell({ kind: "latchkey: a reading", reading: await metrics.read() });
  }

  function render(): Promise<string> {
    asked += 1;
    const nr = asked;
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        waiting.delete(nr);
        reject(new ApiError("OVERLOADED", { cause: new Error("The primary process does not answer.") }));
      }, PATIENCE);
      waiting.set(nr, (text) => {
        clearTimeout(deadline);
        waiting.delete(nr);
        resolve(text);
      });
      void tell({ kind: "latchkey: metrics wanted", nr });
    });
  }

  return { contentType: metrics.contentType, render, sayLastWords: tellReading };
}

/** Resolves when it is sent, or cannot be: a worker whose primary has gone is about to end, as the log says. */
function tell(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
