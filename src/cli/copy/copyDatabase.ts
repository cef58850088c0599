import { isDeepStrictEqual } from "node:util";
import { type Archive, KINDS, type MigrationMarker } from "../../stores/Archive.js";
import { systemClock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import { CliError } from "../failures.js";
import { isRefusal, migrationState, REFUSALS, type Refusal } from "./migrationState.js";

/** Is called with how many of about how many records are done. */
type OnProgress = (done: number, total: number) => void;

/** Both databases are open. */
export interface CopyInput {
  readonly source: Archive;
  readonly target: Archive;
  /** Brings the schema of the target up to date. */
  migrateTarget(): Promise<unknown>;
  /** Runs a phase, which takes a while, and shows its progress. */
  inPhase<T>(phase: "Copying" | "Verifying", work: (onProgress: OnProgress) => Promise<T>): Promise<T>;
}

/**
 * Locks the source, copies and compares every record, and opens the target. Whatever ends it, running it again starts over: the
 * markers keep servers away from a locked source and an unfinished target. Returns the number of records, or `null` if this
 * copy had finished before. Throws COPY_REFUSED, and COPY_UNVERIFIED with the target closed.
 */
export async function copyDatabase({ source, target, migrateTarget, inPhase }: CopyInput): Promise<number | null> {
  const { state, ...markers } = await inspect(source, target);
  if (state === "finished") return null;
  if (isRefusal(state)) throw refused(state);
  const run = newId(systemClock.now());
  const ids = { copy: (state === "resume" && markers.source?.copy) || run, run };
  const filling: MigrationMarker = { ...ids, state: "filling", peer: source.name };
  const moved: MigrationMarker = { ...ids, state: "moved", peer: target.name };
  // The target first: a run that ends between the two leaves the source unlocked, and an empty target to the next run.
  if (!(await target.setMarker(filling, markers.target))) throw refused("busy");
  await migrateTarget();
  if (!(await source.setMarker(moved, markers.source))) throw refused("busy");

  const copied = await inPhase("Copying", (onProgress) => copyAll(source, target, run, onProgress));
  const records = await inPhase("Verifying", (onProgress) => compareAll(source, target, copied, onProgress));
  const isStillLocked = isDeepStrictEqual(await source.marker(), moved);
  if (!isStillLocked || !(await target.setMarker({ ...filling, state: "arrived" }, filling))) throw takenOver();
  return records;
}

/** Into empty tables: what an earlier run left there is deleted first. Returns the number of records. */
async function copyAll(source: Archive, target: Archive, run: string, onProgress: OnProgress): Promise<number> {
  const total = await countRecords(source);
  let done = 0;
  for (const kind of KINDS) {
    if (!(await target.clear(kind, run))) throw takenOver();
    for await (const records of source.pages(kind)) {
      if (!(await target.insert(kind, records, run))) throw takenOver();
      done += records.length;
      onProgress(done, Math.max(done, total));
    }
  }
  return done;
}

/** Returns the number of records, of which `total` are expected. Throws COPY_UNVERIFIED for one that differs, is missing or is too many. */
async function compareAll(source: Archive, target: Archive, total: number, onProgress: OnProgress): Promise<number> {
  let done = 0;
  for (const kind of KINDS) {
    const theirs = target.pages(kind);
    const assertNext = async (ours: object[] | undefined) => {
      if (isDeepStrictEqual(ours, (await theirs.next()).value)) return;
      const cause = `The ${kind} of both databases differ: something still writes to one of them.`;
      throw new CliError(
        "COPY_UNVERIFIED",
        `${cause} Stop it and run this again. ${target.name} stays closed to servers.`,
      );
    };
    for await (const ours of source.pages(kind)) {
      await assertNext(ours);
      done += ours.length;
      onProgress(done, Math.max(done, total));
    }
    await assertNext(undefined);
  }
  return done;
}

/**
 * Unlocks the source of a copy that has not finished, so that its servers go on. The target, where it still exists, is looked
 * at: once servers may use it, the source must stay locked. Throws COPY_REFUSED.
 */
export async function unlockSource(source: Archive, target: Archive | null): Promise<void> {
  const ours = await source.marker();
  if (ours?.state !== "moved") throw refused("not-locked");
  if (target !== null) {
    const theirs = await target.marker();
    if (theirs?.copy !== ours.copy) throw refused("not-its-target");
    if (theirs.state !== "filling") throw refused("target-open");
    // This shuts out a run that is still copying.
    if (!(await target.setMarker({ ...theirs, run: newId(systemClock.now()) }, theirs))) throw refused("busy");
  }
  if (!(await source.setMarker({ ...ours, state: "leaving" }, ours))) throw refused("busy");
}

function refused(reason: Refusal): CliError {
  return new CliError("COPY_REFUSED", REFUSALS[reason]);
}

function takenOver(): CliError {
  return new CliError("COPY_UNVERIFIED", "Another run has begun since, or the source was unlocked.");
}

/** What a copy would be, and both markers. Changes nothing. `null` is a target that does not exist yet. */
export async function inspect(source: Archive, target: Archive | null) {
  const [ours, theirs] = [await source.marker(), target === null ? null : await target.marker()];
  const isTargetEmpty = source.name !== target?.name && (target === null || (await countRecords(target)) === 0);
  return { state: migrationState(ours, theirs, isTargetEmpty), source: ours, target: theirs };
}

/** How many records there are. */
export async function countRecords(archive: Archive): Promise<number> {
  let total = 0;
  for (const kind of KINDS) total += await archive.count(kind);
  return total;
}
