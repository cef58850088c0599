import { explore } from "./explore/explore.js";
import { LIMITS } from "./limits.js";
import { type Rule, SHIPPED } from "./model/Rule.js";
import type { Conditions } from "./model/World.js";
import { MUTANTS } from "./mutants/index.js";
import { type Story, tell } from "./story/tell.js";
import { QUICK_WORLDS, WORLDS } from "./worlds.js";

/** One exploration, named so that another process can carry it out. */
export interface Job {
  readonly kind: "world" | "mutant" | "limit";
  readonly name: string;
  readonly quick: boolean;
}

export interface Result {
  readonly job: Job;
  readonly states: number;
  readonly steps: number;
  readonly depth: number;
  readonly isComplete: boolean;
  /** Of one core: the same whatever else the machine does. */
  readonly seconds: number;
  readonly checks: readonly (readonly [number, number])[];
  readonly story: Story | null;
}

export interface Progress {
  readonly job: Job;
  readonly states: number;
  readonly depth: number;
}

export function carryOut(job: Job, onProgress: (progress: Progress) => void): Result {
  const { world, rule } = partsOf(job);
  const startedAt = process.cpuUsage();
  const onLevel = ({ states, depth }: { states: number; depth: number }) => onProgress({ job, states, depth });
  const { violation, ...found } = explore(world, rule, { onLevel });
  const { user, system } = process.cpuUsage(startedAt);
  const seconds = (user + system) / 1e6;
  return { job, ...found, seconds, story: violation === null ? null : tell(world, rule, violation.steps) };
}

function partsOf({ kind, name, quick }: Job): { world: Conditions; rule: Rule } {
  if (kind === "world") {
    const world = (quick ? QUICK_WORLDS : WORLDS).find((one) => one.name === name);
    if (world !== undefined) return { world, rule: SHIPPED };
  }
  const mutant = [...MUTANTS, ...LIMITS].find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no ${kind} ${name}`);
  return { world: mutant.world, rule: mutant.patch };
}

/** A world must be explored to its end without a violation; a mutant, or a world beyond the promise, must break something. */
export function isAsItShouldBe({ job, isComplete, story }: Result): boolean {
  return job.kind === "world" ? isComplete && story === null : story !== null;
}
