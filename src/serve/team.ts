import cluster, { type Worker } from "node:cluster";
import type { Clock } from "../utils/clock.js";
import type { Logger } from "../utils/logger.js";
import { restartPause } from "./restartPause.js";
import { answerStoppingWorkers } from "./sharedPort.js";
import { WorkerEndedError } from "./WorkerEndedError.js";

/** The workers of one server. */
export interface Team {
  /** Resolves when all listen, or have ended because a stop was asked for; rejects when one ends before it listened. */
  start(): Promise<void>;
  /** Asks every worker to stop; resolves when all have ended. Answers whether each ended in good order. */
  stop(): Promise<boolean>;
}

interface Deps {
  size: number;
  /** After so many milliseconds a worker that was asked to stop is killed: its event loop stands still. */
  patience: number;
  logger: Logger;
  clock: Clock;
  /** The workers keep ending; called once. */
  onHopeless: () => void;
}

/** Starts workers through node:cluster, which share one port, and starts another in the place of one that dies. */
export function createTeam({ size, patience, logger, clock, onHopeless }: Deps): Team {
  const running = new Map<Worker, Promise<boolean>>();
  const ends: number[] = [];
  let stopping = false;
  answerStoppingWorkers(() => stopping);

  /** Resolves when the worker listens, or has ended at a stop; rejects when it ends before. */
  function launch(): Promise<void> {
    const worker = cluster.fork();
    const { id } = worker;
    const { pid } = worker.process;
    return new Promise((resolve, reject) => {
      worker.once("listening", () => {
        logger.info({ worker: id, workerPid: pid }, "A worker listens.");
        resolve();
        worker.once("exit", replace);
      });
      const ended = new Promise<boolean>((settle) => {
        worker.once("exit", (code, signal) => {
          running.delete(worker);
          if (!stopping) logger.error({ worker: id, workerPid: pid, code, signal }, "A worker ended.");
          // A start that fails ends this process at once, and the workers that are still answering with it.
          if (stopping) resolve();
          else reject(new WorkerEndedError(id));
          // One that was still starting has nothing to finish.
          settle(code === 0 || signal === "SIGTERM");
        });
      });
      running.set(worker, ended);
    });
  }

  function replace(): void {
    if (stopping) return;
    const now = clock.now();
    ends.push(now);
    const pause = restartPause(ends, size, now);
    if (pause === null) {
      logger.fatal({ ends: ends.length }, "The workers keep ending, so the server gives up. The lines above say why.");
      onHopeless();
      return;
    }
    setTimeout(() => {
      // Once it has listened, its end is noticed like that of any other.
      if (!stopping) launch().catch(replace);
    }, pause);
  }

  async function stop(): Promise<boolean> {
    stopping = true;
    for (const { process } of running.keys()) process.kill("SIGTERM");
    const kill = setTimeout(() => {
      for (const { process } of running.keys()) process.kill("SIGKILL");
    }, patience);
    const inOrder = await Promise.all(running.values());
    clearTimeout(kill);
    return inOrder.every(Boolean);
  }

  return {
    start: async () => {
      // The first alone: what stops it would stop all, and is told once.
      await launch();
      if (!stopping) await Promise.all(Array.from({ length: size - 1 }, launch));
    },
    stop,
  };
}
