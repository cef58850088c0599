import { refusedByCompiler } from "./compiler.js";
import { EXPLAINED, isOf } from "./explained.js";
import type { Judge, Mutant, Verdict } from "./Mutant.js";
import { ownMutantsOf } from "./ownMutants.js";
import { runStryker } from "./runStryker.js";
import { Sandbox } from "./Sandbox.js";
import type { Folder } from "./sources.js";

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
/** What judges the mutants of a folder besides the tests that stand beside its files, and the compiler. */
interface Judges {
  /** What the pure decisions consist of: neither the random cases nor the explorer run anything else of the folder. */
  readonly decisions: readonly string[];
  /** Random cases of the decisions. */
  readonly random: readonly string[];
  readonly explorer: readonly string[];
  /** An exploration that passes in seconds. */
  readonly shortest: readonly string[];
}

const JUDGES: Readonly<Record<Folder, Judges>> = {
  "src/services/session": {
    decisions: ["rotation.ts", "sessionStatus.ts"],
    random: ["test/property"],
    explorer: ["proofs/prove.ts", "--quick"],
    shortest: ["proofs/prove.ts", "--quick", "--world", "strict"],
  },
  "src/services/assurance": {
    decisions: ["assurance.ts", "decideSignIn.ts"],
    random: [],
    explorer: ["proofs/prove.ts", "--identity"],
    shortest: ["proofs/prove.ts", "--identity"],
  },
};

/** Breaks files of the folder in every way and reports for each mutant which check noticed it. */
export async function judge(folder: Folder, files: readonly string[]): Promise<Verdict[]> {
  const changed = await runStryker(folder, files);
  const own = files.flatMap(ownMutantsOf);
  const sandbox = new Sandbox();
  try {
    await assertNothingIsRefused(sandbox, folder);
    const left = [...changed.filter(isAlive).map(({ mutant }) => mutant), ...own];
    say(`The compiler: ${left.length} mutants`);
    const refused = await refusedByCompiler(left, sandbox);
    const verdicts: Verdict[] = [...changed.filter((verdict) => !isAlive(verdict))];
    for (const [index, mutant] of left.entries()) {
      const isOwn = own.includes(mutant);
      const caughtBy = refused.has(mutant) ? "compiler" : await caughtInSandbox(mutant, sandbox, { folder, isOwn });
      if (caughtBy !== "compiler") say(`${index + 1} of ${left.length} ${titleOf(mutant)}: ${caughtBy ?? "survived"}`);
      verdicts.push({ mutant, caughtBy });
    }
    return verdicts;
  } finally {
    sandbox.dispose();
  }
}

/** A judge that refuses everything would catch every mutant. */
async function assertNothingIsRefused(sandbox: Sandbox, folder: Folder): Promise<void> {
  const { random, shortest } = JUDGES[folder];
  const tests = () => sandbox.run("vitest", ...TESTS, folder, ...random);
  const explorer = () => sandbox.run("tsx", ...shortest);
  for (const judgment of [tests, explorer]) {
    const { code, output } = await judgment();
    if (code !== 0) throw new Error(`The shipped code is refused: ${output}`);
  }
}

function isAlive({ caughtBy }: Verdict): boolean {
  return caughtBy === null;
}

/** Stryker's mutants have been before the tests already. The quickest judge comes first. */
async function caughtInSandbox(
  mutant: Mutant,
  sandbox: Sandbox,
  { folder, isOwn }: { folder: Folder; isOwn: boolean },
): Promise<Judge | null> {
  const { decisions, random, explorer } = JUDGES[folder];
  const isDecision = decisions.some((name) => mutant.file.endsWith(`/${name}`));
  for (const place of isOwn ? [folder, ...(isDecision ? random : [])] : []) {
    const { code } = await sandbox.runOn(mutant, "vitest", ...TESTS, place);
    if (code !== 0) return code === null ? "time" : "tests";
  }
  // An exploration takes a minute: not for what cannot be noticed.
  if (!isDecision || EXPLAINED.some((explanation) => isOf(explanation, mutant))) return null;
  const { code } = await sandbox.runOn(mutant, "tsx", ...explorer);
  return code === 0 ? null : "explorer";
}

export function titleOf({ file, line, original, replacement }: Mutant): string {
  return `${file}:${line} \`${original}\` -> \`${replacement}\``;
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
