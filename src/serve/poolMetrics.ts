import cluster, { type Worker } from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import { aggregate, countersOf, createPoolMetrics, type MetricsSnapshot, renderTogether } from "../telemetry/index.js";
import { SECOND } from "../utils/duration.js";
import type { Logger } from "../utils/logger.js";
import type { FromPrimary, FromWorker } from "./worker.js";

// Prometheus gives up after ten seconds by default.
const TIMEOUT = 2 * SECOND;

interface Resolvable {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

interface Member {
  /** The newest that it has sent. */
  snapshot: MetricsSnapshot;
  /** It was asked and has not answered yet, so it is not asked again: what nobody reads would pile up. */
  asked: Resolvable | null;
  isSilent: boolean;
}

/**
 * In the primary: answers every worker that is asked for the metrics with the sum of all workers, so that one process and
 * several show the same series. What a worker has counted stays counted when it ends. One that does not answer in time counts
 * with what it sent last.
 */
export function answerMetricsOfAll(logger: Logger): void {
  const pool = createPoolMetrics();
  const members = new Map<Worker, Member>();
  let ofEnded: Promise<MetricsSnapshot> = Promise.resolve([]);

  cluster.on("listening", (worker) => {
    if (!members.has(worker)) members.set(worker, { snapshot: [], asked: null, isSilent: false });
  });
  cluster.on("message", (worker, message: FromWorker) => {
    const member = members.get(worker);
    if (message.kind === "latchkey: metrics of one" && member !== undefined) {
      member.snapshot = message.snapshot;
      settle(member);
    }
    if (message.kind === "latchkey: metrics wanted") {
      answer(worker, message.id).catch((err) =>
        logger.error({ err }, "The metrics of the workers could not be added up."),
      );
    }
  });
  // Not at "exit": that may come before the last metrics of the worker are read.
  cluster.on("disconnect", (worker) => {
    const member = members.get(worker);
    if (member === undefined) return;
    pool.workerEnded();
    members.delete(worker);
    ofEnded = ofEnded.then((sum) => aggregate([sum, countersOf(member.snapshot)]));
    settle(member);
  });

  async function answer(asking: Worker, id: number): Promise<void> {
    const missing = await collect();
    for (const [worker, member] of members) noteSilence(worker, member, missing.has(member));
    const silent = [...members.values()].filter(({ isSilent }) => isSilent).length;
    pool.setWorkers({ answering: members.size - silent, silent });
    // Both without a pause between them, so that a worker that ends meanwhile counts once.
    const snapshots = [...members.values()].map(({ snapshot, isSilent }) =>
      isSilent ? countersOf(snapshot) : snapshot,
    );
    const others = await Promise.all([ofEnded, pool.snapshot()]);
    send(asking, { kind: "latchkey: metrics of all", id, text: await renderTogether([...others, ...snapshots]) });
  }

  /** Asks every worker; resolves with those that have not answered in time. */
  async function collect(): Promise<ReadonlySet<Member>> {
    const missing = new Set(members.values());
    const answers = [...members].map(([worker, member]) => ask(worker, member).then(() => missing.delete(member)));
    await Promise.race([Promise.all(answers), sleep(TIMEOUT, undefined, { ref: false })]);
    return new Set(missing);
  }

  /** Resolves when the worker has answered, or has ended. */
  function ask(worker: Worker, member: Member): Promise<void> {
    if (member.asked === null) {
      member.asked = withResolvers();
      send(worker, { kind: "latchkey: metrics of one wanted" });
    }
    return member.asked.promise;
  }

  function settle(member: Member): void {
    member.asked?.resolve();
    member.asked = null;
  }

  function noteSilence({ id, process }: Worker, member: Member, isSilent: boolean): void {
    if (isSilent === member.isSilent) return;
    member.isSilent = isSilent;
    const names = { worker: id, workerPid: process.pid };
    if (isSilent) logger.warn(names, "A worker does not send its metrics: it is stuck or very busy.");
    else logger.info(names, "A worker sends its metrics again.");
  }

  function send(worker: Worker, message: FromPrimary): void {
    worker.send(message, (err) => {
      // It has just ended, which is reported elsewhere.
      if (err) logger.debug({ err, worker: worker.id }, "A message did not reach a worker.");
    });
  }
}

/** Node 20 has no Promise.withResolvers. */
function withResolvers(): Resolvable {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
