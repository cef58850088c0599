import type { Archive } from "../../stores/Archive.js";

export type TakenBack = { kind: "taken-back" } | { kind: "not-moved" } | { kind: "not-its-target" } | { kind: "busy" };

/**
 * Lets a source that was moved take writes again. Its target, where it is given, is closed to servers first, so that two
 * databases are never open for one service.
 */
export async function takeBack(source: Archive, target: Archive | null): Promise<TakenBack> {
  const ours = await source.mark();
  if (ours?.state !== "moved") return { kind: "not-moved" };
  if (target !== null) {
    const theirs = await target.mark();
    if (theirs?.copy !== ours.copy) return { kind: "not-its-target" };
    const isClosed = theirs.state === "filling" || (await target.setMark({ ...theirs, state: "filling" }, theirs));
    if (!isClosed) return { kind: "busy" };
  }
  return (await source.setMark({ ...ours, state: "leaving" }, ours)) ? { kind: "taken-back" } : { kind: "busy" };
}
