import { readFileSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { Options } from "../options.js";
import { count } from "../report/count.js";
import { type Figures, proveIdentity, QUICKLY_SEARCHED, SEARCHED, type SearchFigures, searchAll } from "./figures.js";
import { printFigures } from "./print.js";

const FIGURES = new URL("figures.json", import.meta.url);

/** The second model. Answers whether everything is as it should be, and prints what is not. */
export function proveSignIns({ quick, write, identity }: Options): boolean {
  const isWhole = write || (!quick && !identity);
  const searched = searchAll(isWhole ? SEARCHED : QUICKLY_SEARCHED);
  const found = proveIdentity();
  const written: Figures | null = readFigures();
  process.stdout.write(printFigures(found, searched));
  const faults = [
    ...searched.faults,
    ...found.mutants.flatMap(({ name, isAsExpected }) => (isAsExpected ? [] : [name])),
  ];
  const figures: Figures = {
    ...found,
    searched: isWhole ? summaryOf(searched) : (written?.searched ?? summaryOf(searched)),
  };
  if (write && faults.length === 0) writeFileSync(FIGURES, `${JSON.stringify(figures, null, 2)}\n`);
  else if (!isDeepStrictEqual(written, JSON.parse(JSON.stringify(figures)))) {
    faults.push(
      'proofs/identity/figures.json says something else: run "npm run prove -- --identity --write" and "npm run docs"',
    );
  }
  process.stdout.write(`\n${count(found.states + searched.states)} states of sign-ins, ${faults.length} faults\n`);
  for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
  return faults.length === 0;
}

function summaryOf({ worlds, states, steps }: SearchFigures): Figures["searched"] {
  return { worlds, states, steps };
}

function readFigures(): Figures | null {
  try {
    return JSON.parse(readFileSync(FIGURES, "utf8"));
  } catch {
    return null;
  }
}
