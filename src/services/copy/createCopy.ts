import { randomUUID } from "node:crypto";
import type { Archive, CopyMark } from "../../stores/Archive.js";
import { kinds } from "./kinds.js";
import { countsOf, lookAt } from "./lookAt.js";
import { type PassCount, passOver } from "./passOver.js";
import type { RefusalReason } from "./standing.js";

/** Is called with how many records of the source a pass has seen, of about how many. */
export type OnRead = (done: number, total: number) => void;

export type Beginning =
  /** `isMoved`: the switch had begun when an earlier run broke off. */
  { kind: "begun"; isMoved: boolean } | { kind: "finished" } | { kind: "refused"; reason: RefusalReason };

export interface Copy {
  /**
   * Marks both sides, so that no server starts on the target before it is whole, and so that what a run left behind that
   * broke off is distinguished from somebody's database. A run that still writes is shut out.
   */
  begin(): Promise<Beginning>;
  /** Makes the target what the source is. `null`: another run has taken the copy over. */
  pass(onRead: OnRead): Promise<PassCount | null>;
  /** From here on the source takes no writes, as far as its database can see to that. `false`: its mark is not this copy's. */
  lockSource(): Promise<boolean>;
  /** Opens the target to servers. `false`: another run took over, or somebody took the switch back. */
  finish(): Promise<boolean>;
}

const PAGE_LENGTH = 1000;

/** The copy of everything from one database to another. Both are open. */
export function createCopy({ source, target }: { source: Archive; target: Archive }): Copy {
  const run = randomUUID();

  function markOf(side: Archive, copy: string, state: CopyMark["state"]): CopyMark {
    return { copy, state, run, peer: side === source ? target.name : source.name };
  }

  async function begin(): Promise<Beginning> {
    const { standing, ...marks } = await lookAt(source, target);
    if (standing.kind === "finished" || standing.kind === "refused") return standing;
    const copy = standing.kind === "new" ? randomUUID() : standing.copy;
    // The source first: a run that ends between the two leaves the target as it was, and the next one starts again.
    const isReady =
      standing.kind === "unfinished" || (await source.setMark(markOf(source, copy, "leaving"), marks.source));
    const isBegun = isReady && (await target.setMark(markOf(target, copy, "filling"), marks.target));
    if (!isBegun) return { kind: "refused", reason: "busy" };
    return { kind: "begun", isMoved: standing.kind === "unfinished" && standing.isMoved };
  }

  return {
    begin,

    async pass(onRead) {
      const total = Object.values(await countsOf(source)).reduce((sum, count) => sum + count, 0);
      const all = { read: 0, put: 0, removed: 0 };
      let seen = 0;
      for (const kind of kinds) {
        const count = await passOver({ source, target, run, pageLength: PAGE_LENGTH }, kind, () => {
          seen += 1;
          if (seen % PAGE_LENGTH === 0) onRead(seen, Math.max(seen, total));
        });
        if (count === null) return null;
        all.read += count.read;
        all.put += count.put;
        all.removed += count.removed;
      }
      return all;
    },

    async lockSource() {
      const [ours, theirs] = [await source.mark(), await target.mark()];
      if (ours === null || ours.copy !== theirs?.copy) return false;
      return ours.state === "moved" || source.setMark(markOf(source, ours.copy, "moved"), ours);
    },

    async finish() {
      const [ours, theirs] = [await source.mark(), await target.mark()];
      if (theirs === null || ours?.copy !== theirs.copy) return false;
      if (ours.state !== "moved" || theirs.state !== "filling" || theirs.run !== run) return false;
      return target.setMark(markOf(target, theirs.copy, "arrived"), theirs);
    },
  };
}
