import type { Result } from "../jobs.js";
import type { Breach } from "../model/Checks.js";
import { type InvariantFigures, perInvariant } from "./perInvariant.js";
import { RULE } from "./ruleDigest.js";

export interface WorldFigures {
  readonly name: string;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  readonly seconds: number;
}

/** A mutant or a limit, and its shortest story. */
export interface BrokenFigures {
  readonly name: string;
  readonly states: number;
  readonly breach: Breach;
  readonly lines: readonly string[];
}

/** What a full run found, for the documents. */
export interface Figures {
  /** The digest of the rule that was explored. */
  readonly rule: string;
  /** Of one core. */
  readonly seconds: number;
  readonly states: number;
  readonly worlds: readonly WorldFigures[];
  readonly invariants: readonly InvariantFigures[];
  readonly mutants: readonly BrokenFigures[];
  readonly limits: readonly BrokenFigures[];
}

export function figuresOf(results: readonly Result[]): Figures {
  const worlds = results.filter(({ job }) => job.kind === "world");
  return {
    rule: RULE,
    seconds: Math.round(results.reduce((sum, { seconds }) => sum + seconds, 0)),
    states: worlds.reduce((sum, { states }) => sum + states, 0),
    worlds: worlds.map(({ job, states, steps, depth, seconds }) => ({
      name: job.name,
      states,
      steps,
      depth,
      seconds: Math.round(seconds * 10) / 10,
    })),
    invariants: perInvariant(worlds),
    mutants: brokenIn(results, "mutant"),
    limits: brokenIn(results, "limit"),
  };
}

function brokenIn(results: readonly Result[], kind: "mutant" | "limit"): BrokenFigures[] {
  return results.flatMap(({ job, states, story }) =>
    job.kind === kind && story !== null ? [{ name: job.name, states, ...story }] : [],
  );
}
