import { type Edge, Graph } from "./Graph.js";
import type { Rule } from "./model/Rule.js";
import type { State, Who } from "./model/State.js";
import { keyOf } from "./model/State.js";
import type { Step } from "./model/Step.js";
import { Steps } from "./model/Steps.js";
import type { World } from "./model/World.js";

/** What the owner needs to get the account back and the thief out, from the least to the most. */
export const HELPS = ["alone", "mailbox", "operator", "nothing"] as const;
export type Help = (typeof HELPS)[number];

export interface Recovery {
  readonly help: Help;
  /** The shortest way from the state that needs the most help, and of these the most steps. */
  readonly steps: readonly Step[];
  /** Every state that was looked at. */
  readonly states: number;
}

/** The most help that the owner needs in any of these states. Deleted accounts are left out: no step leads back. */
export function recoveryFrom(world: World, rule: Rule, states: readonly State[]): Recovery {
  let open = states.filter(({ deleted }) => !deleted);
  let worst: Recovery = { help: "alone", steps: [], states: 0 };
  let seen = 0;
  for (const help of ["alone", "mailbox", "operator"] as const) {
    if (open.length === 0) break;
    const graph = new Graph((state, emit) => emitOwner(world, rule, help, state, emit));
    graph.grow(open);
    seen += graph.nodes.size;
    const ways = waysToSafety(world, rule, graph);
    const longest = open.reduce<readonly Step[] | null>((most, state) => {
      const way = ways.from(state);
      return way !== null && (most === null || way.length > most.length) ? way : most;
    }, null);
    if (longest !== null) worst = { help, steps: longest, states: seen };
    open = open.filter((state) => ways.from(state) === null);
  }
  return open.length > 0 ? { help: "nothing", steps: [], states: seen } : { ...worst, states: seen };
}

function emitOwner(world: World, rule: Rule, help: Help, state: State, emit: (step: Step) => void): void {
  new Steps(world, rule).emit(state, "owner", (step) => {
    // One more way in drives nobody out.
    if (!step.outcomes.includes("identityOn")) emit(step);
  });
  if (state.deleted || help === "alone") return;
  if (world.holds.has("mailbox") && !state.mailboxBack) {
    emit(helped("drives the thief out of the mailbox", { ...state, mailboxBack: true }));
  }
  if (help !== "operator") return;
  // The command refuses where no password would be left.
  if (state.password !== null) {
    emit(
      helped("has the operator run `users reset-factors`", {
        ...state,
        totp: null,
        codes: null,
        passkeys: [],
        sessions: [],
      }),
    );
  }
  if (state.address !== "owner") emit(helped("has the operator set the email address", { ...state, address: "owner" }));
}

function helped(deed: string, next: State): Step {
  return { who: "owner", kind: "help", deed, outcomes: [], notices: [], next, given: [], methods: null };
}

/** From which states the owner comes to one in which the owner can sign in and the thief can do nothing. */
function waysToSafety(world: World, rule: Rule, graph: Graph): { from(state: State): readonly Step[] | null } {
  const next = new Map<string, Edge | null>();
  const queue: string[] = [];
  for (const [key, { state }] of graph.nodes) {
    if (!isSafe(world, rule, state)) continue;
    next.set(key, null);
    queue.push(key);
  }
  const before = graph.reversed();
  for (let at = 0; at < queue.length; at += 1) {
    for (const edge of before.get(queue[at] ?? "") ?? []) {
      if (next.has(edge.from)) continue;
      next.set(edge.from, edge);
      queue.push(edge.from);
    }
  }
  return {
    from(state) {
      const steps: Step[] = [];
      for (let key = keyOf(state); ; ) {
        const edge = next.get(key);
        if (edge === undefined) return null;
        if (edge === null) return steps;
        steps.push(edge.step);
        key = edge.to;
      }
    },
  };
}

function isSafe(world: World, rule: Rule, state: State): boolean {
  if (state.deleted) return false;
  const steps = new Steps(world, rule);
  const some = (who: Who, isMeant: (step: Step) => boolean) => {
    let found = false;
    steps.emit(state, who, (step) => {
      found ||= isMeant(step);
    });
    return found;
  };
  // While there is a proof to give in a session, other steps are not shown: then it is not safe yet.
  return !some("thief", () => true) && some("owner", ({ kind }) => kind === "sign-in");
}
