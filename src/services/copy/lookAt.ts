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
  const ours = await source.mark();
  const theirs = target === null ? null : await target.mark();
  const isTargetEmpty = target === null || (await isEmpty(target));
  return { standing: standingOf({ source: ours, target: theirs, isTargetEmpty }), source: ours, target: theirs };
}

/** How many records of each kind there are, roughly. */
export async function countsOf(archive: Archive): Promise<Counts> {
  const counts = await Promise.all(kinds.map(async (kind) => [kind, await archive.count(kind)]));
  return Object.fromEntries(counts);
}

/** Looks for a record of each kind: counts are estimates on some servers. */
async function isEmpty(archive: Archive): Promise<boolean> {
  const firsts = await Promise.all(kinds.map((kind) => archive.page(kind, { after: null, limit: 1 })));
  return firsts.every((page) => page.length === 0);
}
