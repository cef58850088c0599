import { isDeepStrictEqual } from "node:util";
import type { ArchiveRecords, Entry, Kind } from "../../stores/Archive.js";
import { compareKeys } from "./walk.js";

export type Comparison<K extends Kind> =
  | { kind: "same" }
  /** The target lacks the record, or has it otherwise. */
  | { kind: "differs"; record: ArchiveRecords[K] }
  /** The source has no such record. */
  | { kind: "surplus"; key: string };

type Walk<K extends Kind> = AsyncIterator<Entry<K>, undefined>;

/**
 * Walks both sides in the order of their keys, and compares record by record, each as a whole. A side is asked for more only
 * when what it gave is compared: so what is written because of an answer lies behind the place where the target is read.
 */
export async function* compareSides<K extends Kind>(source: Walk<K>, target: Walk<K>): AsyncGenerator<Comparison<K>> {
  let [ours, theirs] = [await next(source), await next(target)];
  while (ours !== null || theirs !== null) {
    if (ours === null || (theirs !== null && compareKeys(theirs.key, ours.key) < 0)) {
      if (theirs !== null) yield { kind: "surplus", key: theirs.key };
      theirs = await next(target);
      continue;
    }
    const isThere = theirs?.key === ours.key;
    const isSame = isThere && isDeepStrictEqual(ours.record, theirs?.record);
    yield isSame ? { kind: "same" } : { kind: "differs", record: ours.record };
    ours = await next(source);
    if (isThere) theirs = await next(target);
  }
}

async function next<K extends Kind>(side: Walk<K>): Promise<Entry<K> | null> {
  return (await side.next()).value ?? null;
}
