import cluster, { type Worker } from "node:cluster";
import { addUp, createTeamCounts, lastingPart, type Reading, renderTogether } from "../telemetry/index.js";
import { SECOND } from "../utils/duration.js";
import type { Logger } from "../utils/logger.js";
import type { FromPrimary, FromWorker } from "./workerMessages.js";

// Prometheus gives up after ten seconds unless it is told otherwise.
const PATIENCE = 2 * SECOND;

interface Member {
  /** The newest that it has told. */
  reading: Reading;
  /** It was asked and has not answered yet, so it is not asked again: what nobody reads would pile up. */
  isAsked: boolean;
  isSilent: boolean;
}

/** One collecting of figures, which waits for the answers that are missing. */
interface Round {
  readonly missing: Set<Worker>;
  finish(): void;
}

/**
 * In the primary: answers every worker that is asked for the metrics with those of all workers together. What a worker has
 * counted stays counted when it ends. One that does not answer in time counts with what it told last.
 */
export function collectTeamMetrics(logger: Logger): void {
  const counts = createTeamCounts();
  const members = new Map<Worker, Member>();
  const rounds = new Set<Round>();
  let ofEnded: Promise<Reading> = Promise.resolve([]);

  cluster.on("listening", (worker) => {
    if (!members.has(worker)) members.set(worker, { reading: [], isAsked: false, isSilent: false });
  });
  cluster.on("message", (worker, message: FromWorker) => {
    if (message.kind === "latchkey: a reading") keep(worker, message.reading);
    if (message.kind === "latchkey: metrics wanted") {
      answer(worker, message.nr).catch((err) => logger.error({ err }, "The workers' figures could not be added up."));
    }
  });
  // Not at "exit": that may come before the last words of the worker are read.
  cluster.on("disconnect", forget);

  function keep(worker: Worker, reading: Reading): void {
    const member = members.get(worker);
    if (member === undefined) return;
    Object.assign(member, { reading, isAsked: false });
    settle(worker);
  }

  function forget(worker: Worker): void {
    const member = members.get(worker);
    if (member === undefined) return;
    counts.workerEnded();
    members.delete(worker);
    ofEnded = ofEnded.then((sum) => addUp([sum, lastingPart(member.reading)]));
    settle(worker);
  }

  function settle(worker: Worker): void {
    for (const { missing, finish } of rounds) if (missing.delete(worker) && missing.size === 0) finish();
  }

  /** Asks every worker; resolves with those that have not answered in time. */
  function collect(): Promise<ReadonlySet<Worker>> {
    return new Promise((resolve) => {
      const missing = new Set(members.keys());
      const finish = () => {
        clearTimeout(deadline);
        rounds.delete(round);
        resolve(missing);
      };
      const deadline = setTimeout(finish, PATIENCE);
      const round = { missing, finish };
      rounds.add(round);
      for (const [worker, member] of members) {
        if (!member.isAsked) tell(worker, { kind: "latchkey: a reading wanted" });
        member.isAsked = true;
      }
    });
  }

  async function answer(asking: Worker, nr: number): Promise<void> {
    const silent = await collect();
    for (const [worker, member] of members) noteSilence(worker, member, silent.has(worker));
    counts.setWorkers({ answering: members.size - silent.size, silent: silent.size });
    // Both in one breath, so that a worker that ends meanwhile counts once.
    const readings = [...members.values()].map(({ reading, isSilent }) => (isSilent ? lastingPart(reading) : reading));
    const all = await Promise.all([ofEnded, counts.read()]);
    tell(asking, { kind: "latchkey: metrics of all", nr, text: await renderTogether([...all, ...readings]) });
  }

  function noteSilence({ id, process }: Worker, member: Member, isSilent: boolean): void {
    if (isSilent === member.isSilent) return;
    member.isSilent = isSilent;
    const names = { worker: id, workerPid: process.pid };
    if (isSilent) logger.warn(names, "A worker does not tell its figures: it is stuck or very busy.");
    else logger.info(names, "A worker tells its figures again.");
  }

  function tell(worker: Worker, message: FromPrimary): void {
    worker.send(message, (err) => {
      // It has just ended, which is told elsewhere.
      if (err) logger.debug({ err, worker: worker.id }, "A worker could not be told.");
    });
  }
}
