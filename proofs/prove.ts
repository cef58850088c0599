import { writeFileSync } from "node:fs";
import { optionsOrExit } from "../scripts/support/optionsOrExit.js";
import { proveSignIns } from "./identity/index.js";
import { isAsItShouldBe, type Job, type Progress, type Result } from "./jobs.js";
import { LIMITS } from "./limits.js";
import { MUTANTS } from "./mutants/index.js";
import { HELP, type Options, readOptions } from "./options.js";
import { count } from "./report/count.js";
import { figuresOf } from "./report/figures.js";
import { printBroken, printStories, printWorlds } from "./report/print.js";
import { runJobs } from "./runJobs.js";
import { QUICK_WORLDS, WORLDS } from "./worlds.js";

const SECONDS_BETWEEN_LINES = 10;
const FIGURES = new URL("figures.json", import.meta.url);

const options = optionsOrExit(readOptions);
if (options?.help) process.stdout.write(HELP);
else if (options !== null) await prove(options);

async function prove(options: Options): Promise<void> {
  const { identity, worlds, mutants, limits } = options;
  const isNamed = worlds.length + mutants.length + limits.length > 0;
  if (!isNamed && !proveSignIns(options)) process.exitCode = 1;
  if (!identity) await proveRotation(options);
}

async function proveRotation(options: Options): Promise<void> {
  const startedAt = performance.now();
  const results = await runJobs(jobsOf(options), { progress: progressLine(), result: resultLine });
  const seconds = (performance.now() - startedAt) / 1000;
  process.stdout.write(
    printWorlds(results) +
      printBroken(results, "mutant", options.mutants.length > 0) +
      printBroken(results, "limit", options.limits.length > 0) +
      printStories(results),
  );
  const faults = results.filter((result) => !isAsItShouldBe(result));
  process.stdout.write(`${results.length} explorations in ${seconds.toFixed(0)} s, ${faults.length} faults\n`);
  if (faults.length > 0) process.exitCode = 1;
  else if (options.write) writeFileSync(FIGURES, `${JSON.stringify(figuresOf(results), null, 2)}\n`);
}

function jobsOf(options: Options): Job[] {
  const { quick, worlds, mutants, limits } = options;
  const isAll = worlds.length + mutants.length + limits.length === 0;
  const jobs = (kind: Job["kind"], known: readonly { name: string }[], wanted: readonly string[]) =>
    known.filter(({ name }) => isAll || wanted.includes(name)).map(({ name }): Job => ({ kind, name, quick }));
  return [
    ...jobs("world", quick ? QUICK_WORLDS : WORLDS, worlds),
    ...jobs("mutant", MUTANTS, mutants),
    ...jobs("limit", LIMITS, limits),
  ];
}

/** Long work says that it is alive. */
function progressLine(): (progress: Progress) => void {
  let saidAt = performance.now();
  return ({ job, states, depth }) => {
    if (performance.now() - saidAt < SECONDS_BETWEEN_LINES * 1000) return;
    saidAt = performance.now();
    process.stderr.write(`  … ${job.name}: ${count(states)} states, depth ${depth}\n`);
  };
}

function resultLine(result: Result): void {
  const { job, states, seconds } = result;
  const verdict = isAsItShouldBe(result) ? "ok" : "FAULT";
  process.stderr.write(`${verdict} ${job.kind} ${job.name}: ${count(states)} states, ${seconds.toFixed(1)} s\n`);
}
