import { Graph } from "./Graph.js";
import { brokenBy, type Invariant } from "./invariants.js";
import type { Rule } from "./model/Rule.js";
import type { Who } from "./model/State.js";
import type { Step } from "./model/Step.js";
import { Steps } from "./model/Steps.js";
import type { World } from "./model/World.js";
import { startOf } from "./reach.js";

export interface Search {
  readonly states: number;
  readonly steps: number;
  readonly breach: { readonly invariant: Invariant; readonly story: readonly string[] } | null;
}

/** Takes every step that the two can take, in every order, until an invariant breaks. */
export function search(world: World, rule: Rule): Search {
  const steps = new Steps(world, rule);
  const graph = new Graph((state, emit) => {
    steps.emit(state, "thief", emit);
    steps.emit(state, "owner", emit);
  });
  let breach: Search["breach"] = null;
  graph.grow([startOf(world)], ({ from, step }, state) => {
    const invariant = brokenBy(world, state, step);
    if (invariant === null || breach !== null) return breach !== null;
    breach = { invariant, story: [...graph.wayTo(from), step].map(sentenceOf) };
    return true;
  });
  return { states: graph.nodes.size, steps: graph.edges.length, breach };
}

const NAMES: Readonly<Record<Who, string>> = { owner: "The owner", thief: "The thief" };

export function sentenceOf({ who, deed }: Step): string {
  return `${NAMES[who]} ${deed}.`;
}
