import { readFileSync } from "node:fs";
import { applied, type Mutant } from "./Mutant.js";
import type { Sandbox } from "./Sandbox.js";

const SETTINGS = "tsconfig.mutants.json";

/**
 * Which of the mutants the compiler refuses. Each is put beside the file that it comes from, so that one run judges them all;
 * an unchanged copy of each file with them, which has to pass.
 */
export async function refusedByCompiler(mutants: readonly Mutant[], sandbox: Sandbox): Promise<Set<Mutant>> {
  const named = new Map(
    mutants.map((mutant, index) => [mutant.file.replace(/\.ts$/, () => `.mutant${index}.ts`), mutant]),
  );
  for (const { file } of mutants) sandbox.write(file.replace(/\.ts$/, ".mutant.ts"), readFileSync(file, "utf8"));
  for (const [path, mutant] of named) sandbox.write(path, applied(mutant, readFileSync(mutant.file, "utf8")));
  sandbox.write(
    SETTINGS,
    JSON.stringify({ extends: "./tsconfig.json", include: ["src/@types", "src/**/*.mutant*.ts"] }),
  );
  const { code, output } = await sandbox.run("tsc", "-p", SETTINGS, "--pretty", "false");
  const refused = new Set<Mutant>();
  for (const [, path = ""] of output.matchAll(/^(\S+\.ts)\(\d+,\d+\): error/gm)) {
    const mutant = named.get(path);
    if (mutant === undefined) throw new Error(`The compiler refuses ${path}, which is no mutant.`);
    refused.add(mutant);
  }
  if (code !== 0 && refused.size === 0) throw new Error(`The compiler judged nothing: ${output}`);
  return refused;
}
