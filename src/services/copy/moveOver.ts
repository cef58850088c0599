import type { Copy, OnRead } from "./createCopy.js";
import type { PassCount } from "./passOver.js";

/** What a pass is for, for the progress report. */
export type Phase = "copying" | "catching up" | "verifying";

export type RunPass = (phase: Phase, pass: (onRead: OnRead) => Promise<PassCount | null>) => Promise<PassCount | null>;

export type Moved =
  | { kind: "copied"; passes: readonly PassCount[] }
  | { kind: "verified"; passes: readonly PassCount[] }
  /** Something was written after the switch: `last` is what that pass found. */
  | { kind: "written-to"; last: PassCount }
  | { kind: "taken-over" };

/** A pass that changes so few takes little longer than one that changes none. */
const FEW = 1000;
/** A source in busy use changes some records in every pass. */
const MOST_PASSES = 10;

/** Copies, and catches up until a pass has little to do, or no less than the one before. */
export async function copyOver(copy: Copy, runPass: RunPass): Promise<Moved> {
  const passes: PassCount[] = [];
  while (passes.length < MOST_PASSES) {
    const count = await runPass(passes.length === 0 ? "copying" : "catching up", copy.pass);
    if (count === null) return { kind: "taken-over" };
    const before = passes.at(-1);
    passes.push(count);
    if (changesOf(count) <= FEW || (before !== undefined && changesOf(count) >= changesOf(before))) break;
  }
  return { kind: "copied", passes };
}

/**
 * Locks the source, and compares every record until that has found nothing `proofs` times in a row; the first pass may still
 * catch up. Only then the target is opened.
 */
export async function switchOver(copy: Copy, proofs: number, runPass: RunPass): Promise<Moved> {
  if (!(await copy.lockSource())) return { kind: "taken-over" };
  const passes: PassCount[] = [];
  let proven = 0;
  while (proven < proofs) {
    const count = await runPass(passes.length === 0 ? "catching up" : "verifying", copy.pass);
    if (count === null) return { kind: "taken-over" };
    if (changesOf(count) === 0) proven += 1;
    else if (passes.length > 0) return { kind: "written-to", last: count };
    passes.push(count);
  }
  return (await copy.finish()) ? { kind: "verified", passes } : { kind: "taken-over" };
}

function changesOf({ put, removed }: PassCount): number {
  return put + removed;
}
