import { ACCOUNTS, SQUATTED_ACCOUNTS } from "./accounts.js";
import type { Invariant } from "./invariants.js";
import { type Rule, SHIPPED } from "./model/Rule.js";
import type { World } from "./model/World.js";
import { MUTANTS } from "./mutants.js";
import { type Reach, reachOf } from "./reach.js";
import type { Recovery } from "./recover.js";
import { search } from "./search.js";
import { type Table, tableOf } from "./table.js";
import { WORLDS } from "./worlds.js";

/** What the page is made from. */
export interface Figures extends IdentityFigures {
  /** What both of them do in every order. */
  readonly searched: { readonly worlds: number; readonly states: number; readonly steps: number };
}

/** What exploring the accounts found. */
export interface IdentityFigures {
  /** Sets of holdings, times the kinds of accounts. */
  readonly sets: number;
  readonly worlds: number;
  /** Of the thief's steps, and of the owner's on the way back. */
  readonly states: number;
  readonly table: Table;
  readonly mutants: readonly BrokenMutant[];
}

export interface BrokenMutant {
  readonly name: string;
  readonly states: number;
  readonly breaks: Invariant | null;
  readonly isAsExpected: boolean;
  readonly story: readonly string[];
}

export function proveIdentity(): IdentityFigures {
  const reaches = reachesOf(SHIPPED);
  return {
    sets: 256 * ACCOUNTS.length,
    worlds: reaches.length,
    states: reaches.reduce((sum, { states }) => sum + states, 0),
    table: tableOf(reaches),
    mutants: MUTANTS.map(({ name, patch, world, breaks }) => {
      const { states, breach } = search(world, patch);
      const found = breach?.invariant ?? null;
      return { name, states, breaks: found, isAsExpected: found === breaks, story: breach?.story ?? [] };
    }),
  };
}

/** Whatever a smaller set needs, a larger one needs: a thief with more can do the same steps. */
function reachesOf(rule: Rule): Reach[] {
  const found: Reach[] = [];
  for (const world of WORLDS) {
    const smaller = found.find((reach) => isIn(reach.world, world) && reach.recovery.help === "operator");
    const known: Recovery | null = smaller === undefined ? null : { ...smaller.recovery, states: 0 };
    found.push(reachOf(world, rule, known));
  }
  return found;
}

function isIn(smaller: World, larger: World): boolean {
  const isAsFresh = larger.ownerIsFresh || !smaller.ownerIsFresh;
  return smaller.account === larger.account && isAsFresh && [...smaller.holds].every((one) => larger.holds.has(one));
}

/** What both of them do in every order: it takes a minute, and no invariant may break. */
export const SEARCHED: readonly World[] = [
  ...SQUATTED_ACCOUNTS.map((account) => ({ account, holds: new Set<never>(), ownerIsFresh: false })),
  ...WORLDS,
];

/** The quick part of them: a thief who holds one thing, or nothing. */
export const QUICKLY_SEARCHED = SEARCHED.filter(({ holds }) => holds.size < 2);

export interface SearchFigures {
  readonly worlds: number;
  readonly states: number;
  readonly steps: number;
  /** The story of each broken invariant. */
  readonly faults: readonly string[];
}

/** Takes every step of both of them in every order, with the shipped rule. */
export function searchAll(worlds: readonly World[]): SearchFigures {
  const found = worlds.map((world) => ({ world, ...search(world, SHIPPED) }));
  return {
    worlds: found.length,
    states: found.reduce((sum, { states }) => sum + states, 0),
    steps: found.reduce((sum, { steps }) => sum + steps, 0),
    faults: found.flatMap(({ world, breach }) => {
      const held = [...world.holds].join(", ") || "nothing";
      return breach === null
        ? []
        : [`${world.account.name}, ${held}: ${breach.story.join(" ")} Broken: ${breach.invariant}`];
    }),
  };
}
