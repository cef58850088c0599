import { writeFileSync } from "node:fs";
import { EXPLAINED, type Explanation, isOf } from "./mutate/explained.js";
import { figuresOf } from "./mutate/figures.js";
import { judge, titleOf } from "./mutate/judge.js";
import type { Verdict } from "./mutate/Mutant.js";
import { HELP, type Options, readOptions } from "./mutate/options.js";
import { sourcesDigest } from "./mutate/sources.js";
import { optionsOrExit } from "./support/optionsOrExit.js";

const FIGURES = "scripts/mutate/figures.json";

const options = optionsOrExit(readOptions);
if (options?.help) process.stdout.write(HELP);
else if (options !== null) await mutate(options);

async function mutate({ files, write }: Options): Promise<void> {
  const startedAt = performance.now();
  const sources = sourcesDigest();
  const verdicts = await judge(files);
  if (sourcesDigest() !== sources) throw new Error("The code was changed during the run.");
  const minutes = Math.ceil((performance.now() - startedAt) / 60_000);
  const faults = [...unexplained(verdicts), ...withoutSurvivor(verdicts, files)];
  process.stdout.write([...faults, summaryOf(verdicts, minutes)].map((line) => `${line}\n`).join(""));
  if (faults.length > 0) process.exitCode = 1;
  else if (write) writeFileSync(FIGURES, `${JSON.stringify(figuresOf(verdicts, minutes), null, 2)}\n`);
}

function unexplained(verdicts: readonly Verdict[]): string[] {
  return survivorsOf(verdicts)
    .filter((mutant) => !EXPLAINED.some((explanation) => isOf(explanation, mutant)))
    .map((mutant) => `Nothing notices ${titleOf(mutant)} in the line: ${mutant.lineText}`);
}

function withoutSurvivor(verdicts: readonly Verdict[], files: readonly string[]): string[] {
  const survivors = survivorsOf(verdicts);
  const isAsked = ({ file }: Explanation) => files.some((path) => path.endsWith(`/${file}`));
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
