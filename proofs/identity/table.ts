import { ACCOUNTS } from "./accounts.js";
import { ALL_GRADES, GRADES, type Grade, gradeOf, isHigher } from "./grades.js";
import { ALL_HOLDINGS, type Holding } from "./model/Holding.js";
import { NOTICES, type Notice } from "./model/Step.js";
import type { World } from "./model/World.js";
import type { Reach } from "./reach.js";
import { HELPS, type Help } from "./recover.js";
import { sentenceOf } from "./search.js";
import { differing, hasSession, subsetsOf } from "./worlds.js";

/** What a set of holdings reaches in an account: at any time, and within FRESHNESS of the owner's own proof. */
export interface Cell {
  readonly always: Grade;
  readonly fresh: Grade;
}

export interface Row {
  readonly holds: readonly Holding[];
  /** By the names of the accounts. */
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What is true of every world in which a thief gets so far. */
export interface GradeFigures {
  readonly grade: Grade;
  readonly worlds: number;
  /** What the owner sees whichever way the thief goes. */
  readonly sees: readonly Notice[];
  /** The most help that the owner needs, and the longest of the shortest ways back. */
  readonly help: Help;
  readonly undo: readonly string[];
}

export interface Table {
  readonly singles: readonly Row[];
  /** Those that reach more than both of their parts in some account. */
  readonly pairs: readonly Row[];
  /** Larger sets that reach more than what they are made of. */
  readonly larger: readonly Row[];
  readonly grades: readonly GradeFigures[];
}

export function tableOf(reaches: readonly Reach[]): Table {
  const cells = new Map(reaches.map((reach) => [nameOf(reach.world.account.name, reach.world), gradeOf(reach)]));
  const rowOf = (holds: ReadonlySet<Holding>): Row => ({
    holds: [...holds],
    cells: Object.fromEntries(
      ACCOUNTS.map(({ name, useful }) => {
        const differ = differing(holds, useful);
        const grade = (ownerIsFresh: boolean) => cells.get(nameOf(name, { holds: differ, ownerIsFresh })) ?? "nothing";
        return [name, { always: grade(false), fresh: grade(hasSession(differ)) }];
      }),
    ),
  });
  const sets = subsetsOf(ALL_HOLDINGS);
  const adding = sets.filter((set) => set.size > 1 && addsSomething(set, rowOf));
  return {
    singles: sets.filter(({ size }) => size === 1).map(rowOf),
    pairs: adding.filter(({ size }) => size === 2).map(rowOf),
    larger: adding.filter(({ size }) => size > 2).map(rowOf),
    grades: ALL_GRADES.flatMap((grade) => gradeFigures(grade, reaches)),
  };
}

function nameOf(account: string, { holds, ownerIsFresh }: Pick<Reach["world"], "holds" | "ownerIsFresh">): string {
  return `${account} ${[...holds].sort().join("+")} ${ownerIsFresh}`;
}

function addsSomething(set: ReadonlySet<Holding>, rowOf: (holds: ReadonlySet<Holding>) => Row): boolean {
  const whole = rowOf(set);
  const parts = [...set].map((left) => rowOf(new Set([...set].filter((one) => one !== left))));
  return ACCOUNTS.some(({ name }) => {
    const of = (row: Row) => row.cells[name] ?? { always: "nothing", fresh: "nothing" };
    const isMore = (when: keyof Cell) => parts.every((part) => isHigher(of(whole)[when], of(part)[when]));
    return isMore("always") || isMore("fresh");
  });
}

function gradeFigures(grade: Grade, reaches: readonly Reach[]): GradeFigures[] {
  const { shownBy } = GRADES[grade];
  const found = reaches.filter((reach) => gradeOf(reach) === grade);
  if (shownBy === null || found.length === 0) return [];
  const all = Object.keys(NOTICES) as Notice[];
  const sees = all.filter((notice) => found.every(({ notices }) => notices.get(shownBy)?.includes(notice)));
  const smallest = found.filter(({ world }) => !found.some((other) => isSmaller(other.world, world)));
  const worst = smallest.reduce((most, reach) => (isWorse(reach, most) ? reach : most)).recovery;
  return [
    {
      grade,
      worlds: found.length,
      sees,
      help: worst.help,
      undo: worst.steps.filter(({ kind }) => kind !== "prove").map(sentenceOf),
    },
  ];
}

/** What else a thief holds does not belong to this way in. */
function isSmaller(one: World, other: World): boolean {
  const isSameCase = one.account === other.account && one.ownerIsFresh === other.ownerIsFresh;
  return isSameCase && one.holds.size < other.holds.size && [...one.holds].every((holding) => other.holds.has(holding));
}

function isWorse({ recovery: one }: Reach, { recovery: other }: Reach): boolean {
  const difference = HELPS.indexOf(one.help) - HELPS.indexOf(other.help);
  return difference > 0 || (difference === 0 && one.steps.length > other.steps.length);
}
