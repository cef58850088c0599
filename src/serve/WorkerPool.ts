import cluster, { type Worker } from "node:cluster";
import type { Clock } from "../utils/clock.js";
import { MINUTE } from "../utils/duration.js";
import type { Logger } from "../utils/logger.js";
import { answerStoppingWorkers } from "./sharedPort.js";

/** The lines that the worker wrote say why, so this is reported in one line, as its `code` says. */
function startError(worker: number): Error {
  const message = `Worker ${worker} ended before it listened; the lines above say why.`;
  return Object.assign(new Error(message), { code: "WORKER_ENDED" });
}

interface WorkerPoolDeps {
  readonly size: number;
  /** After so many milliseconds a worker that was asked to stop is killed: its event loop stands still. */
  readonly stopTimeout: number;
  readonly logger: Logger;
  readonly clock: Clock;
  /** The workers keep ending; called once. */
  readonly onHopeless: () => void;
}

/** Starts workers through node:cluster, which share one port, and replaces one that dies. */
export class WorkerPool {
  readonly #deps: WorkerPoolDeps;
  readonly #running = new Map<Worker, Promise<boolean>>();
  readonly #ends: number[] = [];
  #stopping = false;

  constructor(deps: WorkerPoolDeps) {
    this.#deps = deps;
    answerStoppingWorkers(() => this.#stopping);
  }

  /** Resolves when all listen, or have ended because a stop was asked for; rejects when one ends before it listened. */
  async start(): Promise<void> {
    // The first alone: what stops it would stop all, and is reported once.
    await this.#launch();
    if (!this.#stopping) await Promise.all(Array.from({ length: this.#deps.size - 1 }, () => this.#launch()));
  }

  /** Asks every worker to stop; resolves when all have ended. Answers whether each ended in good order. */
  async stop(): Promise<boolean> {
    this.#stopping = true;
    for (const { process } of this.#running.keys()) process.kill("SIGTERM");
    const kill = setTimeout(() => {
      for (const { process } of this.#running.keys()) process.kill("SIGKILL");
    }, this.#deps.stopTimeout);
    const inOrder = await Promise.all(this.#running.values());
    clearTimeout(kill);
    return inOrder.every(Boolean);
  }

  /** Resolves when the worker listens, or has ended at a stop; rejects when it ends before. */
  #launch(): Promise<void> {
    const { logger } = this.#deps;
    const worker = cluster.fork();
    const { id } = worker;
    const { pid } = worker.process;
    return new Promise((resolve, reject) => {
      worker.once("listening", () => {
        logger.info({ worker: id, workerPid: pid }, "A worker listens.");
        resolve();
        worker.once("exit", this.#replace);
      });
      const ended = new Promise<boolean>((settle) => {
        worker.once("exit", (code, signal) => {
          this.#running.delete(worker);
          if (!this.#stopping) logger.error({ worker: id, workerPid: pid, code, signal }, "A worker ended.");
          // A start that fails ends this process at once, and the workers that are still answering with it.
          if (this.#stopping) resolve();
          else reject(startError(id));
          // One that was still starting has nothing to finish.
          settle(code === 0 || signal === "SIGTERM");
        });
      });
      this.#running.set(worker, ended);
    });
  }

  readonly #replace = (): void => {
    if (this.#stopping) return;
    const { clock, logger, onHopeless, size } = this.#deps;
    const now = clock.now();
    this.#ends.push(now);
    const pause = restartPause(this.#ends, size, now);
    if (pause === null) {
      const ends = this.#ends.length;
      logger.fatal({ ends }, "The workers keep ending, so the server gives up. The lines above say why.");
      onHopeless();
      return;
    }
    setTimeout(() => {
      // Once it has listened, its end is noticed like that of any other.
      if (!this.#stopping) this.#launch().catch(this.#replace);
    }, pause);
  };
}

const FIRST_PAUSE = 100;
const MAX_PAUSE = 2_000;
const TOLERATED_ENDS = 5;

/**
 * How long to wait before a worker that has ended is started again, in milliseconds; `null` when that is pointless. `ends` are
 * the times at which workers ended, this end included. One accident costs a moment. A fault that comes back with every start
 * would otherwise repeat forever, and hide: so a pool of `size` is given up when more than five ends beyond one of each worker
 * fall into one minute.
 */
export function restartPause(ends: readonly number[], size: number, now: number): number | null {
  const recent = ends.filter((at) => at > now - MINUTE).length;
  return recent > TOLERATED_ENDS + size ? null : Math.min(FIRST_PAUSE * 2 ** (recent - 1), MAX_PAUSE);
}
