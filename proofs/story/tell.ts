import type { Breach } from "../model/Checks.js";
import { INVARIANTS } from "../model/invariants.js";
import { Model } from "../model/Model.js";
import type { Rule } from "../model/Rule.js";
import type { Conditions } from "../model/World.js";
import { sentenceOf } from "./sentence.js";
import { walk } from "./walk.js";

export interface Story {
  readonly breach: Breach;
  /** One sentence a step, with the ticks since the sign-in before it. */
  readonly lines: readonly string[];
}

/** What happened on the way to a violation, step by step, in words. */
export function tell(world: Conditions, rule: Rule, steps: readonly number[]): Story {
  const model = new Model(world, rule);
  const lines: string[] = [];
  for (const step of walk(model, steps)) {
    const sentence = sentenceOf(step);
    if (sentence !== null) lines.push(`[${step.ticks}] ${sentence}`);
  }
  const { breach } = model.checks;
  if (breach === null) throw new Error("the steps lead to no violation");
  return { breach, lines };
}

/** The story as it is printed. */
export function printed({ breach, lines }: Story): string {
  const numbered = lines.map((line, index) => `${String(index + 1).padStart(3)}. ${line}`);
  return [...numbered, `     Broken: ${breach.invariant}, ${INVARIANTS[breach.invariant]}. Here: ${breach.what}.`].join(
    "\n",
  );
}
