import { readFileSync } from "node:fs";
import { LIMITS } from "../../proofs/limits.js";
import { INVARIANTS } from "../../proofs/model/invariants.js";
import { MUTANTS } from "../../proofs/mutants/index.js";
import type { Mutant } from "../../proofs/mutants/Mutant.js";
import { count } from "../../proofs/report/count.js";
import type { BrokenFigures, Figures } from "../../proofs/report/figures.js";
import { RULE } from "../../proofs/report/ruleDigest.js";
import { invariantTable, worldTable } from "./proof/tables.js";
import * as texts from "./proof/texts.js";

/** docs/why/proof.md: what the last full run of the explorer found. Throws when that run was of another rule. */
export function renderProofPage(): string {
  const figures: Figures = JSON.parse(readFileSync("proofs/figures.json", "utf8"));
  if (figures.rule !== RULE) {
    throw new Error('The rule has changed since proofs/figures.json was made: run "npm run prove -- --write".');
  }
  const sections = [
    texts.INTRODUCTION,
    texts.WORLDS,
    worldTable(figures),
    texts.INVARIANTS,
    invariantTable(figures),
    texts.MUTANTS,
    ...figures.mutants.map((found) => story(found, MUTANTS)),
    texts.LIMITS,
    ...figures.limits.map((found) => story(found, LIMITS)),
    texts.SPECIFICATION,
  ];
  return `${sections.map((section) => section.trimEnd()).join("\n\n")}\n`;
}

function story({ name, states, breach, lines }: BrokenFigures, known: readonly Mutant[]): string {
  const mutant = known.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`proofs/figures.json tells of ${name}, which is gone.`);
  const numbered = lines.map((line, index) => `${String(index + 1).padStart(2)}. ${line}`);
  return `### ${name}

${mutant.rule} From: ${mutant.from}. It breaks invariant ${breach.invariant}, ${INVARIANTS[breach.invariant]}, after ${count(states)} states:
${breach.what}.

\`\`\`text
${numbered.join("\n")}
\`\`\``;
}
