import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Mutant, mutantOf, type Verdict } from "./Mutant.js";
import type { Folder } from "./sources.js";

const FOLDER = new URL("stryker/", import.meta.url);
const PROGRAM = fileURLToPath(new URL("node_modules/@stryker-mutator/core/bin/stryker.js", FOLDER));
const SETTINGS = fileURLToPath(new URL("settings.json", FOLDER));
/** Where the settings have Stryker put it. */
const REPORT = ".cache/mutation.json";

/** The part of Stryker's report that is read here (mutation-testing-report-schema). */
interface Report {
  files: Record<string, { source: string; mutants: ReportedMutant[] }>;
}

interface ReportedMutant {
  status: string;
  replacement: string;
  location: { start: Position; end: Position };
}

interface Position {
  line: number;
  column: number;
}

/** Has Stryker change the files in every way that it knows, and judge each change by the tests. It reports its progress. */
export async function runStryker(folder: Folder, files: readonly string[]): Promise<Verdict[]> {
  if (!existsSync(PROGRAM)) {
    throw new Error("Stryker is not installed: npm ci --ignore-scripts --prefix scripts/mutate/stryker");
  }
  const stryker = spawn(process.execPath, [PROGRAM, "run", SETTINGS, "--mutate", files.join(",")], {
    stdio: "inherit",
    env: { ...process.env, MUTATED_FOLDER: folder },
  });
  const [code] = await once(stryker, "exit");
  if (code !== 0) throw new Error(`Stryker ended with ${code ?? "a signal"}.`);
  const report: Report = JSON.parse(readFileSync(REPORT, "utf8"));
  return Object.entries(report.files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ mutant: asMutant(file, source, mutant), caughtBy: judgeOf(mutant) })),
  );
}

function asMutant(file: string, source: string, { location, replacement }: ReportedMutant): Mutant {
  const [start, end] = [offsetOf(source, location.start), offsetOf(source, location.end)];
  return mutantOf(file, source, { start, end, replacement });
}

/** Lines and columns of the report begin with 1. */
function offsetOf(source: string, { line, column }: Position): number {
  const linesBefore = source.split("\n").slice(0, line - 1);
  return linesBefore.reduce((offset, text) => offset + text.length + 1, 0) + column - 1;
}

function judgeOf({ status }: ReportedMutant): Verdict["caughtBy"] {
  if (status === "Killed") return "tests";
  if (status === "Timeout") return "time";
  if (status === "Survived" || status === "NoCoverage") return null;
  throw new Error(`Stryker could not judge a mutant: ${status}.`);
}
