import { refusedByCompiler } from "./compiler.js";
import { EXPLAINED, isOf } from "./explained.js";
import type { Judge, Mutant, Verdict } from "./Mutant.js";
import { removalsOf } from "./removals.js";
import { runStryker } from "./runStryker.js";
import { Sandbox } from "./Sandbox.js";

const TESTS = ["run", "--config", "scripts/mutate/vitest.config.ts", "--bail", "1", "--reporter", "dot"];
/** What `decide` consists of: the explorer runs nothing else of these services. */
const RULE: string[] = [];

/** Breaks the files in every way and tells of each mutant who noticed it. */
export async function judge(files: readonly string[]): Promise<Verdict[]> {
  const changed = await runStryker(files);
  const removed = files.flatMap(removalsOf);
  const sandbox = new Sandbox();
  try {
    const left = [...changed.filter(isAlive).map(({ mutant }) => mutant), ...removed];
    say(`The compiler: ${left.length} mutants`);
    const refused = await refusedByCompiler(left, sandbox);
    const verdicts: Verdict[] = [...changed.filter((verdict) => !isAlive(verdict))];
    for (const [index, mutant] of left.entries()) {
      const isRemoval = removed.includes(mutant);
      const caughtBy = refused.has(mutant) ? "compiler" : await caughtInSandbox(mutant, sandbox, isRemoval);
      if (caughtBy !== "compiler") say(`${index + 1} of ${left.length} ${titleOf(mutant)}: ${caughtBy ?? "survived"}`);
      verdicts.push({ mutant, caughtBy });
    }
    return verdicts;
  } finally {
    sandbox.dispose();
  }
}

function isAlive({ caughtBy }: Verdict): boolean {
  return caughtBy === null;
}

/** Stryker's mutants have been before the tests already. */
async function caughtInSandbox(mutant: Mutant, sandbox: Sandbox, isRemoval: boolean): Promise<Judge | null> {
  if (isRemoval) {
    const { code } = await sandbox.runOn(mutant, "vitest", ...TESTS);
    if (code !== 0) return code === null ? "time" : "tests";
  }
  const concernsRule = RULE.some((name) => mutant.file.endsWith(`/${name}`));
  // An exploration takes a minute: not for what cannot be noticed.
  if (!concernsRule || EXPLAINED.some((explanation) => isOf(explanation, mutant))) return null;
  const { code } = await sandbox.runOn(mutant, "tsx", "proofs/prove.ts", "--quick");
  return code === 0 ? null : "explorer";
}

export function titleOf({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line} \`${original}\` -> \`${replacement}\``;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
