import type { Archive, CopyMark, Kind } from "../../stores/Archive.js";
import { kinds } from "./kinds.js";
import { type Standing, standingOf } from "./standing.js";

export type Counts = Readonly<Record<Kind, number>>;

export interface Look {
  readonly standing: Standing;
  readonly source: CopyMark | null;
  readonly target: CopyMark | null;
}

/** How two databases stand to each other, and their marks. Changes nothing. `null`: a target that does not exist yet. */
export async function lookAt(source: Archive, target: Archive | null): Promise<Look> {
  const marks = { source: await source.mark(), target: target === null ? null : await target.mark() };
  const byMarks = standingOf({ ...marks, isTargetEmpty: true });
  // A look into the target takes long on some servers: only where the marks leave it open.
  if (byMarks.kind !== "new" || target === null) return { standing: byMarks, ...marks };
  return { standing: standingOf({ ...marks, isTargetEmpty: await isEmpty(target) }), ...marks };
}

/** How many records of each kind there are, roughly. */
export async function countsOf(archive: Archive): Promise<Counts> {
  const counts: [Kind, number][] = [];
  // One after the other: a small server that counts by reading would keep seven waiting.
  for (const kind of kinds) counts.push([kind, await archive.count(kind)]);
  return Object.fromEntries(counts) as Counts;
}

/** Looks for a record of each kind: counts are estimates on some servers. */
async function isEmpty(archive: Archive): Promise<boolean> {
  for (const kind of kinds) {
    if ((await archive.page(kind, { after: null, limit: 1 })).length > 0) return false;
  }
  return true;
}
