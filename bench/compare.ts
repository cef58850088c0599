// Latchkey beside its peers. bench/README.md says how; `npm run bench -- --help` says what can be chosen.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { HELP, readArguments } from "./compare/arguments.js";
import { SCENARIOS, type Scenario } from "./compare/contenders.js";
import { measureDurableWrite } from "./compare/measureDurableWrite.js";
import { measureScenario, type Pace } from "./compare/measureScenario.js";
import { measureStarts } from "./compare/measureStarts.js";
import { measureStorms } from "./compare/measureStorms.js";
import { createProgress } from "./compare/progress.js";
import { grossLosses, record } from "./compare/recorded.js";
import type { ScenarioResult, StartResult, StormResult } from "./compare/results.js";
import { LOAD_CORE } from "./compare/ServerUnderTest.js";
import { scenarioTable, startTable, stormTable } from "./compare/tables.js";
import { writeResults } from "./compare/writeResults.js";

const FULL_PACE: Pace = { warmUp: 6000, lives: 3, rounds: 5, slice: 1000 };
const QUICK_PACE: Pace = { warmUp: 3000, lives: 1, rounds: 8, slice: 500 };
const QUICK_PARTS = ["verify", "refresh"];
const STARTS = 15;

const progress = createProgress();

/** The parts that were asked for, without the sides that were not. */
function chosen(parts: readonly string[], withPeers: boolean): Scenario[] {
  return SCENARIOS.filter(({ name }) => parts.length === 0 || parts.includes(name)).map((scenario) => ({
    ...scenario,
    contenders: scenario.contenders.filter(({ isPeer }) => withPeers || isPeer !== true),
  }));
}

async function measureAll(scenarios: readonly Scenario[], pace: Pace): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const result = await measureScenario(scenario, pace, progress);
    process.stdout.write(`\n${scenarioTable(result)}\n`);
    results.push(result);
  }
  return results;
}

async function measureQuickly(recording: boolean): Promise<void> {
  const results = await measureAll(chosen(QUICK_PARTS, false), QUICK_PACE);
  if (recording) return record(results);
  for (const loss of grossLosses(results)) {
    process.stderr.write(`${loss}\n`);
    process.exitCode = 1;
  }
}

async function startsOf(withPeers: boolean): Promise<StartResult[]> {
  const [verify] = chosen(["verify"], withPeers);
  const starts = await measureStarts(verify?.contenders ?? [], STARTS, progress);
  process.stdout.write(`\n${startTable(starts)}\n`);
  return starts;
}

async function storms(): Promise<StormResult[]> {
  const found = await measureStorms(progress);
  process.stdout.write(`\n${stormTable(found)}\n`);
  return found;
}

async function main(): Promise<void> {
  const { help, quick, only, peers, record: recording } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  execFileSync("taskset", ["-acp", LOAD_CORE, String(process.pid)], { stdio: "ignore" });
  if (quick) return measureQuickly(recording);
  if (peers && !existsSync("bench/peers/node_modules")) {
    throw new Error("The peers are not installed: npm ci --prefix bench/peers, or --no-peers.");
  }
  const isAsked = (part: string) => only.length === 0 || only.includes(part);
  const results = await measureAll(
    chosen([], peers).filter(({ name }) => isAsked(name)),
    FULL_PACE,
  );
  const stormResults = isAsked("storm") ? await storms() : [];
  const starts = isAsked("start") ? await startsOf(peers) : [];
  const durableWrite = measureDurableWrite();
  process.stdout.write(`\nOne durable write: ${durableWrite.median.toFixed(3)} ms\n`);
  if (only.length === 0 && peers) writeResults({ scenarios: results, storms: stormResults, starts, durableWrite });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
