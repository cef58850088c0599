import { readFileSync } from "node:fs";
import { LIMITS } from "../../proofs/limits.js";
import { MUTANTS } from "../../proofs/mutants/index.js";
import type { Mutant } from "../../proofs/mutants/Mutant.js";
import { count } from "../../proofs/report/count.js";
import type { Figures } from "../../proofs/report/figures.js";
import { invariantRows } from "../../proofs/report/perInvariant.js";
import { RULE } from "../../proofs/report/ruleDigest.js";
import { WORLDS } from "../../proofs/worlds.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

/** What the last full run of the explorer found. */
export function proofParts(): Parts {
  const figures = readFigures();
  const { worlds, states, seconds } = figures;
  return {
    run: `${worlds.length} worlds, ${count(states)} states, ${count(seconds)} seconds of one core: no invariant broke.`,
    invariants: invariantTable(figures),
    mutants: mutantTable(figures),
    limits: limitTable(figures),
  };
}

/** The worlds of that run. */
export function worldParts(): Parts {
  return { worlds: worldTable(readFigures()) };
}

/** Throws when the last full run was of another rule. */
function readFigures(): Figures {
  const figures: Figures = JSON.parse(readFileSync("proofs/figures.json", "utf8"));
  if (figures.rule !== RULE) {
    throw new Error('The rule has changed since proofs/figures.json was made: run "npm run prove -- --write".');
  }
  return figures;
}

function worldTable({ worlds }: Figures): string {
  const rows = worlds.map(({ name, states, depth }) => {
    const about = WORLDS.find((world) => world.name === name)?.about ?? "";
    return [`\`${name}\``, about, count(states), String(depth)];
  });
  return markdownTable(["world", "", "states", "depth"], rows, 2);
}

function invariantTable({ invariants }: Figures): string {
  const rows = invariantRows(invariants.filter(({ checks }) => checks > 0)).map((cells) => cells.slice(0, 4));
  const head = ["no.", "invariant", "checks", "worlds"];
  return markdownTable(head, rows, 2);
}

/** The rules of other systems: earlier wordings of the shipped rule are of no use to a reader of the page. */
function mutantTable({ mutants }: Figures): string {
  const rows = mutants.flatMap(({ name, breach }) => {
    const { rule, from } = named(name, MUTANTS);
    return from.endsWith(" wording") ? [] : [[`\`${name}\``, rule, from, String(breach.invariant)]];
  });
  return markdownTable(["name", "rule", "from", "breaks"], rows, 3);
}

function limitTable({ limits }: Figures): string {
  const rows = limits.map(({ name, breach }) => [`\`${name}\``, named(name, LIMITS).rule, String(breach.invariant)]);
  return markdownTable(["name", "what happens", "breaks"], rows, 2);
}

function named(name: string, known: readonly Mutant[]): Mutant {
  const mutant = known.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`proofs/figures.json has ${name}, which no longer exists.`);
  return mutant;
}
