import type { Metrics } from "../telemetry/index.js";
import { ApiError } from "../utils/ApiError.js";
import { SECOND } from "../utils/duration.js";
import type { Logger } from "../utils/logger.js";
import type { FromPrimary, FromWorker } from "./worker.js";

// The primary waits two seconds for workers that are slow.
const TIMEOUT = 5 * SECOND;

/** In a worker: sends the primary what was counted here, and asks it for the sum. */
export function shareMetrics(metrics: Metrics, logger: Logger) {
  const waiting = new Map<number, (text: string) => void>();
  let lastId = 0;

  process.on("message", (message: FromPrimary) => {
    if (message.kind === "latchkey: metrics of one wanted") {
      // Then this worker counts as silent.
      flushMetrics().catch((err) => logger.error({ err }, "The metrics of this worker could not be read."));
    }
    if (message.kind === "latchkey: metrics of all") waiting.get(message.id)?.(message.text);
  });

  /** Sends the primary the last metrics, which would end with this process. */
  async function flushMetrics(): Promise<void> {
    await send({ kind: "latchkey: metrics of one", snapshot: await metrics.snapshot() });
  }

  /** The metrics of all workers. Throws OVERLOADED without an answer of the primary: its own alone would look like a fall. */
  function render(): Promise<string> {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(id);
        reject(new ApiError("OVERLOADED", { cause: new Error("The primary process does not answer.") }));
      }, TIMEOUT);
      waiting.set(id, (text) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(text);
      });
      void send({ kind: "latchkey: metrics wanted", id });
    });
  }

  return { contentType: metrics.contentType, render, flushMetrics };
}

/** Resolves when it is sent, or cannot be: a worker whose primary has ended is about to end, as the log says. */
function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
