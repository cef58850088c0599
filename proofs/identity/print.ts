import { count } from "../report/count.js";
import { textTable } from "../report/textTable.js";
import { ACCOUNTS } from "./accounts.js";
import type { IdentityFigures, SearchFigures } from "./figures.js";
import { GRADES } from "./grades.js";
import { HOLDINGS } from "./model/Holding.js";
import { NOTICES } from "./model/Step.js";
import type { Cell, Row } from "./table.js";

/** The blast radius of each holding, for a terminal. */
export function printFigures(
  { sets, worlds, states, table, mutants }: IdentityFigures,
  searched: SearchFigures,
): string {
  const rows = [...table.singles, ...table.pairs, ...table.larger].map((row) => [
    heldIn(row),
    ...cellsOf(row).map(cell),
  ]);
  const grades = table.grades.map(({ grade, sees, help, undo }) => [
    GRADES[grade].means,
    sees.map((notice) => NOTICES[notice]).join("; ") || "nothing",
    help,
    undo.join(" "),
  ]);
  const broken = mutants.map((mutant) => [
    mutant.name,
    mutant.breaks ?? "BREAKS NOTHING",
    count(mutant.states),
    mutant.story.join(" "),
  ]);
  return `
${textTable(["a thief who holds", ...ACCOUNTS.map(({ about }) => about)], rows)}
${textTable(["reaches", "the owner sees in any case", "undone", "how, at worst"], grades)}
${textTable(["mutant", "breaks", "states", "story"], broken)}
${count(sets)} sets of holdings, of which ${worlds} differ: ${count(states)} states of a thief, then of an owner.
${searched.worlds} worlds in which both act in every order: ${count(searched.states)} states.
`;
}

export function heldIn({ holds }: Row): string {
  return holds.map((one) => HOLDINGS[one]).join(" and ");
}

export function cellsOf({ cells }: Row): Cell[] {
  return ACCOUNTS.map(({ name }) => cells[name] ?? { always: "nothing", fresh: "nothing" });
}

function cell({ always, fresh }: Cell): string {
  return always === fresh ? always : `${always}, at first ${fresh}`;
}
