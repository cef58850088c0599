import { keyOf, type State } from "./model/State.js";
import type { Step } from "./model/Step.js";

export interface Node {
  readonly state: State;
  /** How it was reached first, which is a shortest way; `null` where it began. */
  readonly by: Edge | null;
}

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly step: Step;
}

/** Every state that can be reached, nearest first. */
export class Graph {
  readonly nodes = new Map<string, Node>();
  readonly edges: Edge[] = [];
  readonly #emit: (state: State, emit: (step: Step) => void) => void;

  #leading: Map<string, Edge[]> | null = null;

  constructor(emit: (state: State, emit: (step: Step) => void) => void) {
    this.#emit = emit;
  }

  /** Ends early when `onEdge` answers that it has seen enough. */
  grow(starts: readonly State[], onEdge: (edge: Edge, from: State) => boolean = () => false): void {
    const queue: [string, State][] = [];
    const visit = (key: string, state: State, by: Edge | null): void => {
      if (this.nodes.has(key)) return;
      this.nodes.set(key, { state, by });
      queue.push([key, state]);
    };
    for (const start of starts) visit(keyOf(start), start, null);
    let isOver = false;
    for (let at = 0; at < queue.length && !isOver; at += 1) {
      const [from, state] = queue[at] as [string, State];
      this.#emit(state, (step) => {
        const edge: Edge = { from, to: step.next === state ? from : keyOf(step.next), step };
        this.edges.push(edge);
        visit(edge.to, step.next, edge);
        isOver ||= onEdge(edge, state);
      });
    }
  }

  /** The edges that lead to each node. */
  reversed(): Map<string, Edge[]> {
    return grouped(this.edges, ({ to }) => to);
  }

  /** The edges that lead from each node. */
  leading(): Map<string, Edge[]> {
    this.#leading ??= grouped(this.edges, ({ from }) => from);
    return this.#leading;
  }

  /** The steps of a shortest way to a node. */
  wayTo(key: string): Step[] {
    const steps: Step[] = [];
    for (let by = this.nodes.get(key)?.by ?? null; by !== null; by = this.nodes.get(by.from)?.by ?? null) {
      steps.push(by.step);
    }
    return steps.reverse();
  }
}

function grouped(edges: readonly Edge[], keyOfEdge: (edge: Edge) => string): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const group = groups.get(keyOfEdge(edge));
    if (group === undefined) groups.set(keyOfEdge(edge), [edge]);
    else group.push(edge);
  }
  return groups;
}
