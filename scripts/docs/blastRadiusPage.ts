import { readFileSync } from "node:fs";
import { ACCOUNTS } from "../../proofs/identity/accounts.js";
import type { Figures } from "../../proofs/identity/figures.js";
import { ALL_GRADES, GRADES, type Grade, isHigher } from "../../proofs/identity/grades.js";
import { HOLDINGS } from "../../proofs/identity/model/Holding.js";
import { NOTICES } from "../../proofs/identity/model/Step.js";
import { MUTANTS } from "../../proofs/identity/mutants/index.js";
import type { Cell, GradeFigures, Row } from "../../proofs/identity/table.js";
import { count } from "../../proofs/report/count.js";
import { settingsPart } from "./blastRadiusSettings.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** The kinds of accounts that have a column. The others are named in the text. */
const COLUMNS = ACCOUNTS.filter(({ policy }) => policy === "off");

const NO_MORE = "–";

/** What a thief reaches with each secret. `npm run prove` refuses figures that the code does not find again. */
export function blastRadiusParts(): Parts {
  const figures: Figures = JSON.parse(readFileSync("proofs/identity/figures.json", "utf8"));
  return {
    run: run(figures),
    singles: table(
      "a thief who holds",
      figures.table.singles.map((row) => [held(row), ...cellsOf(row).map(cell)]),
    ),
    grades: grades(),
    pairs: pairs(figures),
    undo: markdownTable(
      ["reached", "the owner sees in any case", "the owner's way back, at worst"],
      figures.table.grades.map(undo),
    ),
    settings: settingsPart(figures.settings),
    mutants: mutants(figures),
  };
}

function run({ sets, worlds, states, searched, mutants: broken }: Figures): string {
  return `${count(sets)} sets of secrets and accounts, of which ${worlds} differ: ${count(states)} states. Thief and owner together, in every order:
${count(searched.states)} states, and no invariant broke. ${broken.length} other rules break one each.`;
}

function table(head: string, rows: readonly (readonly string[])[]): string {
  return markdownTable([head, ...COLUMNS.map(({ about }) => about)], rows);
}

function grades(): string {
  const shown = ALL_GRADES.filter((grade) => grade !== "nothing");
  return shown.map((grade) => `- ${GRADES[grade].short}: ${GRADES[grade].means}`).join("\n");
}

/** A pair that reaches no more than one of its parts is left out. */
function pairs({ table: { singles, pairs: rows, larger } }: Figures): string {
  if (larger.length > 0) throw new Error("Three secrets reach more than two of them: the page must show it.");
  const of = (holding: string) => singles.find(({ holds }) => holds.length === 1 && holds[0] === holding);
  const adding = rows.map((row) => {
    const parts = row.holds.map(of).map((part) => (part === undefined ? [] : cellsOf(part)));
    const cells = cellsOf(row).map((whole, index) =>
      beyond(
        whole,
        parts.flatMap((part) => part[index] ?? []),
      ),
    );
    return [held(row), ...cells];
  });
  return `${table("a thief who holds", adding)}\n\nNo three secrets open more than two of them do.`;
}

function beyond(whole: Cell, parts: readonly Cell[]): string {
  const isMore = (when: keyof Cell) => parts.every((part) => isHigher(whole[when], part[when]));
  if (isMore("always")) return GRADES[whole.always].short;
  return isMore("fresh") ? `${GRADES[whole.fresh].short}¹` : NO_MORE;
}

function held({ holds }: Row): string {
  return holds.map((one) => HOLDINGS[one]).join(" and ");
}

function cellsOf({ cells }: Row): Cell[] {
  return COLUMNS.map(({ name }) => cells[name] ?? { always: "nothing", fresh: "nothing" });
}

function cell({ always, fresh }: Cell): string {
  const short = (grade: Grade) => GRADES[grade].short;
  return always === fresh ? short(always) : `${short(always)}; ${short(fresh)}¹`;
}

function undo({ grade, sees, undo: steps }: GradeFigures): string[] {
  const notices = sees.map((notice) => NOTICES[notice]).join("; ");
  return [
    GRADES[grade].short,
    notices || "nothing",
    steps.map((step) => step.replace(/^The owner (.*)\.$/, "$1")).join("; "),
  ];
}

function mutants({ mutants: broken }: Figures): string {
  const rows = broken.map(({ name }) => {
    const mutant = MUTANTS.find((one) => one.name === name);
    if (mutant === undefined) throw new Error(`proofs/identity/figures.json has ${name}, which no longer exists.`);
    return [`\`${name}\``, mutant.rule, mutant.from];
  });
  return markdownTable(["name", "rule", "from"], rows);
}
