import { refusedByCompiler } from "./compiler.js";
import { EXPLAINED, isOf } from "./explained.js";
import type { Judge, Mutant, Verdict } from "./Mutant.js";
import { ownMutantsOf } from "./ownMutants.js";
import { runStryker } from "./runStryker.js";
import { Sandbox } from "./Sandbox.js";

const TESTS = [
  "run",
  "--config",
  "scripts/mutate/vitest.config.ts",
  "--bail",
  "1",
  "--maxWorkers",
  "1",
  "--no-isolate",
];
const EXPLORER = ["proofs/prove.ts", "--quick"];
const BESIDE = "src/services/session";
const RANDOM = "test/property";
/** What `decide` consists of: neither the random cases nor the explorer run anything else of these services. */
const RULE = ["rotation.ts", "sessionStatus.ts"];

/** Breaks the files in every way and reports for each mutant which check noticed it. */
export async function judge(files: readonly string[]): Promise<Verdict[]> {
  const changed = await runStryker(files);
  const own = files.flatMap(ownMutantsOf);
  const sandbox = new Sandbox();
  try {
    await assertNothingIsRefused(sandbox);
    const left = [...changed.filter(isAlive).map(({ mutant }) => mutant), ...own];
    say(`The compiler: ${left.length} mutants`);
    const refused = await refusedByCompiler(left, sandbox);
    const verdicts: Verdict[] = [...changed.filter((verdict) => !isAlive(verdict))];
    for (const [index, mutant] of left.entries()) {
      const isOwn = own.includes(mutant);
      const caughtBy = refused.has(mutant) ? "compiler" : await caughtInSandbox(mutant, sandbox, isOwn);
      if (caughtBy !== "compiler") say(`${index + 1} of ${left.length} ${titleOf(mutant)}: ${caughtBy ?? "survived"}`);
      verdicts.push({ mutant, caughtBy });
    }
    return verdicts;
  } finally {
    sandbox.dispose();
  }
}

/** A judge that refuses everything would catch every mutant. */
async function assertNothingIsRefused(sandbox: Sandbox): Promise<void> {
  const tests = () => sandbox.run("vitest", ...TESTS, BESIDE, RANDOM);
  const explorer = () => sandbox.run("tsx", ...EXPLORER, "--world", "strict");
  for (const judgment of [tests, explorer]) {
    const { code, output } = await judgment();
    if (code !== 0) throw new Error(`The shipped code is refused: ${output}`);
  }
}

function isAlive({ caughtBy }: Verdict): boolean {
  return caughtBy === null;
}

/** Stryker's mutants have been before the tests already. The quickest judge comes first. */
async function caughtInSandbox(mutant: Mutant, sandbox: Sandbox, isOwn: boolean): Promise<Judge | null> {
  const concernsRule = RULE.some((name) => mutant.file.endsWith(`/${name}`));
  for (const folder of isOwn ? [BESIDE, ...(concernsRule ? [RANDOM] : [])] : []) {
    const { code } = await sandbox.runOn(mutant, "vitest", ...TESTS, folder);
    if (code !== 0) return code === null ? "time" : "tests";
  }
  // An exploration takes a minute: not for what cannot be noticed.
  if (!concernsRule || EXPLAINED.some((explanation) => isOf(explanation, mutant))) return null;
  const { code } = await sandbox.runOn(mutant, "tsx", ...EXPLORER);
  return code === 0 ? null : "explorer";
}

export function titleOf({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line} \`${original}\` -> \`${replacement}\``;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
