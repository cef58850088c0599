import type { MigrationMarker } from "../../stores/Archive.js";

export const STATE_TEXTS = {
  new: "The copy can begin.",
  /** The target holds what this copy left when it broke off, or what was copied from it to the source before. */
  resume: "The copy can begin again: what the target holds is replaced.",
  /** Servers may use the target. */
  finished: "This copy has finished.",
} as const;

export const REFUSALS = {
  "source-unfinished": "The source is itself an unfinished copy.",
  "source-moved": "The source is locked, because its data was moved to another database than this target.",
  "target-not-empty": "The target is not empty, and its records are not from this copy. Nothing was changed.",
  "target-of-other": "The target holds an unfinished copy of another database. Nothing was changed.",
  "both-opened":
    "The source was unlocked after its copy had been opened, so both may hold records that the other lacks. Delete the one that no server uses, or name another target.",
  busy: "Another run changed the markers at this moment. Run it again.",
  "not-locked": "The source is not locked.",
  "not-its-target": "The target is not a copy of this source. Nothing was changed.",
  "target-open": "The copy has finished, so servers may use it. To go back, copy it in the other direction.",
} as const;

export type Refusal = keyof typeof REFUSALS;
/** What a copy from one database to another would be. */
export type MigrationState = keyof typeof STATE_TEXTS | Refusal;

export function isRefusal(state: MigrationState): state is Refusal {
  return state in REFUSALS;
}

/** Markers of one copy that allow to write over the target: [source, target]. The release before can leave all of them. */
const RESUMABLE = ["moved filling", "leaving filling", "arrived filling", "arrived moved", "leaving moved"];

type Marker = MigrationMarker | null;

/**
 * Decides from the markers what may be done. Records of others are never overwritten: the target is empty, or this copy has
 * filled it, or its data was copied to the source.
 */
export function migrationState(source: Marker, target: Marker, isTargetEmpty: boolean): MigrationState {
  if (source?.state === "filling") return "source-unfinished";
  if (source !== null && source.copy === target?.copy) {
    const pair = `${source.state} ${target.state}`;
    if (RESUMABLE.includes(pair)) return "resume";
    if (pair === "moved arrived") return "finished";
    // The source was unlocked after servers could use the target: each may hold what the other lacks.
    if (pair === "leaving arrived") return "both-opened";
  }
  if (source?.state === "moved") return "source-moved";
  if (isTargetEmpty) return "new";
  return target?.state === "filling" ? "target-of-other" : "target-not-empty";
}
