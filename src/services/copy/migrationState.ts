import type { MigrationMarker } from "../../stores/Archive.js";

export type RefusalReason =
  | "source-unfinished"
  | "source-moved"
  | "target-not-empty"
  | "target-of-other"
  | "both-opened"
  | "busy";

/** What a copy from one database to another would be. */
export type MigrationState =
  | { kind: "new" }
  /** The target holds what this copy left when it broke off, or what was copied from it to the source before. */
  | { kind: "resume"; copy: string }
  /** This copy has finished: servers may use the target. */
  | { kind: "finished" }
  | { kind: "refused"; reason: RefusalReason };

/** Markers of one copy that allow to write over the target: [source, target]. The release before can leave all of them. */
const RESUMABLE = ["moved filling", "leaving filling", "arrived filling", "arrived moved", "leaving moved"];

/**
 * Decides from the markers what may be done. Records of others are never overwritten: the target is empty, or this copy has
 * filled it, or its data was copied to the source.
 */
export function migrationState({
  source,
  target,
  isTargetEmpty,
}: {
  source: MigrationMarker | null;
  target: MigrationMarker | null;
  isTargetEmpty: boolean;
}): MigrationState {
  if (source?.state === "filling") return { kind: "refused", reason: "source-unfinished" };
  if (source !== null && source.copy === target?.copy) {
    const pair = `${source.state} ${target.state}`;
    if (RESUMABLE.includes(pair)) return { kind: "resume", copy: source.copy };
    if (pair === "moved arrived") return { kind: "finished" };
    // The source was unlocked after servers could use the target: each may hold what the other lacks.
    if (pair === "leaving arrived") return { kind: "refused", reason: "both-opened" };
  }
  if (source?.state === "moved") return { kind: "refused", reason: "source-moved" };
  if (isTargetEmpty) return { kind: "new" };
  return { kind: "refused", reason: target?.state === "filling" ? "target-of-other" : "target-not-empty" };
}
