import { Graph } from "./Graph.js";
import { keptMethods } from "./model/proved.js";
import { type Rule, SHIPPED } from "./model/Rule.js";
import { NOW, type State, type Who } from "./model/State.js";
import { NOTICES, type Notice, type Outcome } from "./model/Step.js";
import { Steps } from "./model/Steps.js";
import type { World } from "./model/World.js";
import { type Recovery, recoveryFrom } from "./recover.js";

/** What a thief with these holdings can do to this account, whatever is tried in whatever order. */
export interface Reach {
  readonly world: World;
  readonly outcomes: ReadonlySet<Outcome>;
  /** Of each outcome, what no way to it spares the thief: the owner sees it in any case. */
  readonly notices: ReadonlyMap<Outcome, readonly Notice[]>;
  readonly recovery: Recovery;
  readonly states: number;
}

export function reachOf(world: World, rule: Rule, known: Recovery | null): Reach {
  const graph = graphOf(world, rule);
  const notices = noticesIn(graph);
  const states = [...graph.nodes.values()].map(({ state }) => state);
  const recovery = known ?? recoveryFrom(world, rule, states);
  const outcomes = new Set(notices.keys());
  return { world, outcomes, notices, recovery, states: states.length + (known === null ? recovery.states : 0) };
}

/** The outcomes and their notices alone. */
export function noticesOf(world: World, rule: Rule): Reach["notices"] {
  return noticesIn(graphOf(world, rule));
}

/** The outcomes alone. */
export function outcomesOf(world: World): ReadonlySet<Outcome> {
  return outcomesIn(graphOf(world, SHIPPED));
}

function graphOf(world: World, rule: Rule): Graph {
  const steps = new Steps(world, rule);
  const graph = new Graph((state, emit) => steps.emit(state, "thief", emit));
  graph.grow([startOf(world)]);
  return graph;
}

function outcomesIn(graph: Graph): ReadonlySet<Outcome> {
  return new Set(graph.edges.flatMap(({ step }) => step.outcomes));
}

function noticesIn(graph: Graph): Reach["notices"] {
  const start = startKey(graph);
  return new Map([...outcomesIn(graph)].map((outcome) => [outcome, unavoidable(graph, start, outcome)]));
}

export function startOf({ account, holds, ownerIsFresh, settings }: World): State {
  const isStolen = holds.has("cookie") || holds.has("access");
  const sessions = account.start.sessions.map((session) => ({
    holders: isStolen ? (["owner", "thief"] satisfies Who[]) : session.holders,
    accessOnly: isStolen && !holds.has("cookie"),
    methods: keptMethods(
      settings,
      session.methods.map((one) => (ownerIsFresh ? { ...one, at: NOW } : one)),
    ),
  }));
  return { ...account.start, sessions };
}

function startKey(graph: Graph): string {
  return [...graph.nodes.keys()][0] ?? "";
}

/** A notice is avoidable when the outcome is reached over steps that do not cause it. */
function unavoidable(graph: Graph, start: string, outcome: Outcome): Notice[] {
  const all = Object.keys(NOTICES) as Notice[];
  return all.filter((notice) => !isReachedWithout(graph, start, outcome, notice));
}

function isReachedWithout(graph: Graph, start: string, outcome: Outcome, notice: Notice): boolean {
  const seen = new Set([start]);
  const queue = [start];
  const leading = graph.leading();
  for (let at = 0; at < queue.length; at += 1) {
    for (const { step, to } of leading.get(queue[at] ?? "") ?? []) {
      if (step.notices.includes(notice)) continue;
      if (step.outcomes.includes(outcome)) return true;
      if (seen.has(to)) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  return false;
}
