import type { CopyMark } from "../../stores/Archive.js";

/** How two databases stand to each other. */
export type Standing =
  | { kind: "new" }
  /** The target's data has moved to the source and has lived on there. */
  | { kind: "way-back"; copy: string }
  /** The target holds unfinished work of this very copy. `isMoved`: the switch has begun. */
  | { kind: "unfinished"; copy: string; isMoved: boolean }
  /** This copy was finished: the target is in use, or may be. */
  | { kind: "finished" }
  | { kind: "refused"; reason: RefusalReason };

export type RefusalReason =
  | "source-unfinished"
  | "source-moved"
  | "target-not-empty"
  | "target-of-other"
  | "taken-back"
  | "busy";

/**
 * Decides from the marks what may be done. Nobody's records are ever overwritten: the target is empty, or holds what this copy
 * put there, or what has moved to the source.
 */
export function standingOf({
  source,
  target,
  isTargetEmpty,
}: {
  source: CopyMark | null;
  target: CopyMark | null;
  isTargetEmpty: boolean;
}): Standing {
  if (source?.state === "filling") return { kind: "refused", reason: "source-unfinished" };
  const pair = source !== null && source.copy === target?.copy ? `${source.state} ${target.state}` : null;
  if (source !== null) {
    const { copy } = source;
    if (pair === "leaving filling" || pair === "moved filling") {
      return { kind: "unfinished", copy, isMoved: source.state === "moved" };
    }
    if (pair === "moved arrived") return { kind: "finished" };
    if (pair === "leaving arrived") return { kind: "refused", reason: "taken-back" };
    if (source.state === "moved") return { kind: "refused", reason: "source-moved" };
    // `leaving`: a way back that broke off between its two marks.
    if (pair === "arrived moved" || pair === "leaving moved") return { kind: "way-back", copy };
  }
  if (isTargetEmpty) return { kind: "new" };
  return { kind: "refused", reason: target?.state === "filling" ? "target-of-other" : "target-not-empty" };
}
