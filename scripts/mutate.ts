import { readFileSync, writeFileSync } from "node:fs";
import { EXPLAINED, type Explanation, isOf } from "./mutate/explained.js";
import { type Figures, type FolderFigures, figuresOf } from "./mutate/figures.js";
import { judge, titleOf } from "./mutate/judge.js";
import type { Verdict } from "./mutate/Mutant.js";
import { HELP, type Options, type Run, readOptions } from "./mutate/options.js";
import { FOLDERS, sourcesDigest } from "./mutate/sources.js";
import { optionsOrExit } from "./support/optionsOrExit.js";

const FIGURES = "scripts/mutate/figures.json";

const options = optionsOrExit(readOptions);
if (options?.help) process.stdout.write(HELP);
else if (options !== null) await mutate(options);

async function mutate({ runs, write }: Options): Promise<void> {
  for (const run of runs) {
    const found = await figuresOfRun(run);
    if (found === null) process.exitCode = 1;
    else if (write) keep(found);
  }
}

/** `null` when it found a fault, which is printed. */
async function figuresOfRun({ folder, files }: Run): Promise<FolderFigures | null> {
  const startedAt = performance.now();
  const sources = sourcesDigest(folder);
  const verdicts = await judge(folder, files);
  if (sourcesDigest(folder) !== sources) throw new Error("The code was changed during the run.");
  const minutes = Math.ceil((performance.now() - startedAt) / 60_000);
  const faults = [...unexplained(verdicts), ...withoutSurvivor(verdicts, files)];
  process.stdout.write([...faults, summaryOf(verdicts, minutes)].map((line) => `${line}\n`).join(""));
  return faults.length > 0 ? null : figuresOf(folder, verdicts, minutes);
}

/** In the place of the folder's earlier figures. */
function keep(found: FolderFigures): void {
  const figures: Figures = JSON.parse(readFileSync(FIGURES, "utf8"));
  const others = figures.filter(({ folder }) => folder !== found.folder);
  const all = FOLDERS.flatMap((folder) => [...others, found].filter((one) => one.folder === folder));
  writeFileSync(FIGURES, `${JSON.stringify(all, null, 2)}\n`);
}

function unexplained(verdicts: readonly Verdict[]): string[] {
  return survivorsOf(verdicts)
    .filter((mutant) => !EXPLAINED.some((explanation) => isOf(explanation, mutant)))
    .map((mutant) => `Nothing notices ${titleOf(mutant)} in the line: ${mutant.lineText}`);
}

function withoutSurvivor(verdicts: readonly Verdict[], files: readonly string[]): string[] {
  const survivors = survivorsOf(verdicts);
  const isAsked = ({ file }: Explanation) => files.includes(file);
  return EXPLAINED.filter(isAsked)
    .filter((explanation) => !survivors.some((mutant) => isOf(explanation, mutant)))
    .map(
      ({ file, original, replacement }) => `Explained, but no survivor: ${file} \`${original}\` -> \`${replacement}\``,
    );
}

function survivorsOf(verdicts: readonly Verdict[]) {
  return verdicts.filter(({ caughtBy }) => caughtBy === null).map(({ mutant }) => mutant);
}

function summaryOf(verdicts: readonly Verdict[], minutes: number): string {
  const survivors = survivorsOf(verdicts).length;
  return `${verdicts.length} mutants in ${minutes} min: ${verdicts.length - survivors} caught, ${survivors} survived`;
}
