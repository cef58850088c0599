import { ACCOUNTS, SQUATTED_ACCOUNTS } from "./accounts.js";
import type { Invariant } from "./invariants.js";
import { ALL_HOLDINGS, type Secret } from "./model/Holding.js";
import { type Rule, SHIPPED } from "./model/Rule.js";
import { DEFAULTS, type Settings, type World } from "./model/World.js";
import { MUTANTS } from "./mutants/index.js";
import { type Reach, reachOf } from "./reach.js";
import type { Recovery } from "./recover.js";
import { search } from "./search.js";
import { type SettingFigures, settingFigures } from "./settings.js";
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
  readonly settings: readonly SettingFigures[];
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
    sets: 2 ** ALL_HOLDINGS.length * ACCOUNTS.length,
    worlds: reaches.length,
    states: reaches.reduce((sum, { states }) => sum + states, 0),
    table: tableOf(reaches),
    settings: settingFigures(),
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

/** All that is off by default and concerns signing in. */
const MORE: Settings = { ...DEFAULTS, emailCode: true, linkVerifiedEmail: true };

const NOBODYS: ReadonlySet<Secret> = new Set();

const SQUATTED: readonly World[] = SQUATTED_ACCOUNTS.flatMap((account) =>
  [DEFAULTS, MORE].map((settings) => ({ account, holds: NOBODYS, ownerIsFresh: false, settings })),
);

/** Where nobody has linked a provider the server has none: the states would be three times as many. */
const OWNED: readonly World[] = WORLDS.map((world) =>
  world.account.start.identities.length > 0 ? world : { ...world, settings: { ...DEFAULTS, providers: false } },
);

const WITH_MORE: readonly World[] = ACCOUNTS.flatMap((account) =>
  [NOBODYS, new Set<Secret>(["mailbox"]), new Set<Secret>(["provider"])].map((holds) => {
    return { account, holds, ownerIsFresh: false, settings: MORE };
  }),
);

/** What both of them do in every order: it takes a minute, and no invariant may break. */
export const SEARCHED: readonly World[] = [...SQUATTED, ...WITH_MORE, ...OWNED];

/** The quick part of them: a thief who holds one thing, or nothing. */
export const QUICKLY_SEARCHED: readonly World[] = [...SQUATTED, ...OWNED.filter(({ holds }) => holds.size < 2)];

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
