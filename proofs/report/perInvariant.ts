import type { Result } from "../jobs.js";
import { ALL_INVARIANTS, INVARIANTS, type Invariant } from "../model/invariants.js";
import { count } from "./count.js";

export interface InvariantFigures {
  readonly invariant: Invariant;
  /** How often it was put to the test. */
  readonly checks: number;
  /** Of all the worlds in which it was. */
  readonly worlds: number;
  readonly states: number;
  readonly depth: number;
  readonly seconds: number;
}

export function perInvariant(results: readonly Result[]): InvariantFigures[] {
  return ALL_INVARIANTS.map((invariant) => {
    const asking = results.filter(({ checks }) => checksOf(checks, invariant) > 0);
    return {
      invariant,
      checks: asking.reduce((sum, { checks }) => sum + checksOf(checks, invariant), 0),
      worlds: asking.length,
      states: asking.reduce((sum, { states }) => sum + states, 0),
      depth: Math.max(0, ...asking.map(({ depth }) => depth)),
      seconds: Math.round(asking.reduce((sum, { seconds }) => sum + seconds, 0)),
    };
  });
}

/** A row of cells for each, under these heads: number, invariant, checks, worlds, states, depth, seconds. */
export function invariantRows(figures: readonly InvariantFigures[]): string[][] {
  return figures.map(({ invariant, checks, worlds, states, depth, seconds }) => [
    String(invariant),
    INVARIANTS[invariant],
    count(checks),
    String(worlds),
    count(states),
    String(depth),
    String(seconds),
  ]);
}

function checksOf(checks: Result["checks"], invariant: Invariant): number {
  return checks.find(([number]) => number === invariant)?.[1] ?? 0;
}
