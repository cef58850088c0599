import cluster, { type Worker } from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import { SECOND } from "../utils/duration.js";
import type { Port } from "./httpServer.js";
import type { FromPrimary, FromWorker } from "./worker.js";

/** A worker whose event loop stands still must not keep the answers of the others back. */
const MAX_WAIT = SECOND;

/** In a worker: the port, which all workers share, and whose connections the primary accepts and hands out. */
export const sharedPort: Port = {
  connectionsAccepted: () => ask({ kind: "latchkey: accept connections" }, "latchkey: connections accepted"),
  async closed() {
    const closedByAll = ask({ kind: "latchkey: port closed" }, "latchkey: port closed by all");
    await Promise.race([closedByAll, sleep(MAX_WAIT, undefined, { ref: false })]);
  },
};

function ask(question: FromWorker, answer: FromPrimary["kind"]): Promise<void> {
  return new Promise((resolve) => {
    const onMessage = ({ kind }: FromPrimary) => {
      if (kind !== answer) return;
      process.off("message", onMessage);
      resolve();
    };
    process.on("message", onMessage);
    process.send?.(question);
  });
}

/**
 * In the primary: answers the workers that stop. Messages are read in the order in which they were sent, so an answer proves that
 * the primary has read what the worker said before, and that the worker has got the connections that were handed out before.
 */
export function answerStoppingWorkers(isStopping: () => boolean): void {
  const closed = new Set<Worker>();
  const waiting = new Set<Worker>();

  cluster.on("message", (worker, { kind }: FromWorker) => {
    if (kind === "latchkey: accept connections") afterPoll(() => send(worker, "latchkey: connections accepted"));
    if (kind !== "latchkey: port closed") return;
    closed.add(worker);
    waiting.add(worker);
    release();
  });
  cluster.on("disconnect", (worker) => {
    waiting.delete(worker);
    release();
  });

  /** A worker that answers while another still has the port would send its clients there, in the moment in which that one closes. */
  function release(): void {
    const isOpen = (worker: Worker | undefined) => worker?.isConnected() && !closed.has(worker);
    if (isStopping() && Object.values(cluster.workers ?? {}).some(isOpen)) return;
    for (const worker of waiting) send(worker, "latchkey: port closed by all");
    waiting.clear();
  }
}

function send(worker: Worker, kind: "latchkey: connections accepted" | "latchkey: port closed by all"): void {
  const message: FromPrimary = { kind };
  if (worker.isConnected()) worker.send(message);
}

/** The first immediate may run before the event loop looks for connections, the second does not. */
function afterPoll(action: () => void): void {
  setImmediate(() => setImmediate(action));
}
