import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type Archive, KINDS, type Kind, type MigrationMarker } from "../../stores/Archive.js";
import { type MigrationState, migrationState, type RefusalReason } from "./migrationState.js";

export type CopyResult =
  /** `records` were copied and compared, and the target is open to servers. */
  | { kind: "switched"; records: number }
  | { kind: "finished" }
  | { kind: "refused"; reason: RefusalReason }
  /** A record differs: something still writes to one of the databases. The target stays closed. */
  | { kind: "different"; of: Kind }
  /** Another run has begun since, or the source was unlocked. */
  | { kind: "taken-over" };

export type UnlockResult = "unlocked" | "not-locked" | "not-its-target" | "finished" | "busy";

/** Is called with how many of about how many records are done. */
type OnProgress = (done: number, total: number) => void;

export interface CopyHooks {
  /** Brings the schema of the target up to date. */
  migrateTarget(): Promise<unknown>;
  /** Runs a phase, which takes a while, and shows its progress. */
  inPhase<T>(phase: "Copying" | "Verifying", work: (onProgress: OnProgress) => Promise<T>): Promise<T>;
}

/** Copies everything from one database to another. Both are open. */
export class DatabaseCopy {
  readonly #source: Archive;
  readonly #target: Archive;
  readonly #run = randomUUID();

  constructor({ source, target }: { source: Archive; target: Archive }) {
    this.#source = source;
    this.#target = target;
  }

  /**
   * Locks the source, copies and compares every record, and opens the target. Whatever ends it, running it again starts over:
   * the markers keep servers away from a locked source and an unfinished target.
   */
  async run({ migrateTarget, inPhase }: CopyHooks): Promise<CopyResult> {
    const { state, ...markers } = await inspect(this.#source, this.#target);
    if (state.kind === "finished" || state.kind === "refused") return state;
    const ids = { copy: state.kind === "resume" ? state.copy : randomUUID(), run: this.#run };
    const filling: MigrationMarker = { ...ids, state: "filling", peer: this.#source.name };
    const moved: MigrationMarker = { ...ids, state: "moved", peer: this.#target.name };
    // The target first: a run that ends between the two leaves the source unlocked, and an empty target to the next run.
    if (!(await this.#target.setMarker(filling, markers.target))) return { kind: "refused", reason: "busy" };
    await migrateTarget();
    if (!(await this.#source.setMarker(moved, markers.source))) return { kind: "refused", reason: "busy" };

    const isCopied = await inPhase("Copying", (onProgress) => this.#copyAll(onProgress));
    if (!isCopied) return { kind: "taken-over" };
    const result = await inPhase("Verifying", (onProgress) => this.#compareAll(onProgress));
    if (result.kind === "different") return result;
    if (!isDeepStrictEqual(await this.#source.marker(), moved)) return { kind: "taken-over" };
    const isOpened = await this.#target.setMarker({ ...filling, state: "arrived" }, filling);
    return isOpened ? result : { kind: "taken-over" };
  }

  /** Into empty tables: what an earlier run left there is deleted first. */
  async #copyAll(onProgress: OnProgress): Promise<boolean> {
    const total = await countRecords(this.#source);
    let done = 0;
    for (const kind of KINDS) {
      if (!(await this.#target.clear(kind, this.#run))) return false;
      for await (const records of this.#source.pages(kind)) {
        if (!(await this.#target.insert(kind, records, this.#run))) return false;
        done += records.length;
        onProgress(done, Math.max(done, total));
      }
    }
    return true;
  }

  async #compareAll(onProgress: OnProgress): Promise<CopyResult & { kind: "switched" | "different" }> {
    const total = await countRecords(this.#source);
    let records = 0;
    for (const kind of KINDS) {
      const theirs = this.#target.pages(kind);
      for await (const ours of this.#source.pages(kind)) {
        if (!isDeepStrictEqual(ours, (await theirs.next()).value)) return { kind: "different", of: kind };
        records += ours.length;
        onProgress(records, Math.max(records, total));
      }
      if ((await theirs.next()).value !== undefined) return { kind: "different", of: kind };
    }
    return { kind: "switched", records };
  }

  /**
   * Unlocks the source of a copy that has not finished, so that its servers go on. The target, where it still exists, is
   * looked at: once servers may use it, the source must stay locked.
   */
  static async unlock(source: Archive, target: Archive | null): Promise<UnlockResult> {
    const ours = await source.marker();
    if (ours?.state !== "moved") return "not-locked";
    if (target !== null) {
      const theirs = await target.marker();
      if (theirs?.copy !== ours.copy) return "not-its-target";
      if (theirs.state !== "filling") return "finished";
      // This shuts out a run that is still copying.
      if (!(await target.setMarker({ ...theirs, run: randomUUID() }, theirs))) return "busy";
    }
    return (await source.setMarker({ ...ours, state: "leaving" }, ours)) ? "unlocked" : "busy";
  }
}

/** What a copy would be, and both markers. Changes nothing. `null` is a target that does not exist yet. */
export async function inspect(
  source: Archive,
  target: Archive | null,
): Promise<{ state: MigrationState; source: MigrationMarker | null; target: MigrationMarker | null }> {
  const markers = { source: await source.marker(), target: target === null ? null : await target.marker() };
  const isTargetEmpty = source.name !== target?.name && (target === null || (await isEmpty(target)));
  return { state: migrationState({ ...markers, isTargetEmpty }), ...markers };
}

/** About how many records there are. */
export async function countRecords(archive: Archive): Promise<number> {
  let total = 0;
  for (const kind of KINDS) total += await archive.count(kind);
  return total;
}

/** Looks for a record of each kind: counts are estimates on some servers. */
async function isEmpty(archive: Archive): Promise<boolean> {
  for (const kind of KINDS) for await (const _ of archive.pages(kind)) return false;
  return true;
}
