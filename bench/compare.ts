// Latchkey beside its peers. bench/README.md says how; `npm run bench -- --help` says what can be chosen.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type NodeRuntime, nodeRuntime } from "../scripts/support/nodeRuntime.js";
import { HELP, readArguments } from "./compare/arguments.js";
import { SCENARIOS, type Scenario } from "./compare/contenders.js";
import { measureDurableWrite } from "./compare/measureDurableWrite.js";
import { measureScenario, type Pace } from "./compare/measureScenario.js";
import { measureStarts } from "./compare/measureStarts.js";
import { measureStorms } from "./compare/measureStorms.js";
import { createProgress } from "./compare/progress.js";
import { isRecorded, losses, record } from "./compare/recorded.js";
import type { NodeRun, ScenarioResult, StartResult, StormResult } from "./compare/results.js";
import { LOAD_CORE } from "./compare/ServerUnderTest.js";
import { scenarioTable, startTable, stormTable } from "./compare/tables.js";
import { writeResults } from "./compare/writeResults.js";
import { measurePostgres } from "./postgres/measurePostgres.js";

const FULL_PACE: Pace = { warmUp: 6000, lives: 3, rounds: 5, slice: 1000 };
const QUICK_PACE: Pace = { warmUp: 3000, lives: 1, rounds: 12, slice: 400 };
const QUICK_PARTS = ["verify", "refresh"];
const STARTS = 15;

const progress = createProgress();

/** The parts that were asked for, or all. */
function chosen(parts: readonly string[]): Scenario[] {
  return SCENARIOS.filter(({ name }) => parts.length === 0 || parts.includes(name));
}

function withoutPeers(scenario: Scenario): Scenario {
  return { ...scenario, contenders: scenario.contenders.filter(({ isPeer }) => isPeer !== true) };
}

/** Latchkey and the reference. */
function withLatchkeyAlone(scenario: Scenario): Scenario {
  const [reference, ...others] = scenario.contenders;
  const ours = others.filter(({ name }) => name.startsWith("Latchkey"));
  return { ...scenario, contenders: reference === undefined ? ours : [reference, ...ours] };
}

async function measureAll(
  scenarios: readonly Scenario[],
  { version, ...runtime }: NodeRuntime,
  pace: Pace,
): Promise<ScenarioResult[]> {
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    const result = await measureScenario(scenario, pace, progress, runtime);
    process.stdout.write(`\nNode ${version}\n${scenarioTable(result)}\n`);
    results.push(result);
  }
  return results;
}

/** On a busy machine a ratio is too high now and then, and rarely twice. So what is too high is measured again. */
async function measureQuickly(release: string, runtime: NodeRuntime, isRecording: boolean): Promise<void> {
  const scenarios = chosen(QUICK_PARTS).map(withLatchkeyAlone);
  const results = await measureAll(scenarios, runtime, QUICK_PACE);
  if (isRecording) return record(release, results);
  if (!isRecorded(release)) process.stderr.write(`Nothing is recorded for Node ${release}: see bench/README.md.\n`);
  const suspects = results.filter((result) => losses(release, [result]).length > 0).map(({ name }) => name);
  const again = scenarios.filter(({ name }) => suspects.includes(name));
  for (const loss of losses(release, await measureAll(again, runtime, QUICK_PACE))) {
    process.stderr.write(`${loss}\n`);
    process.exitCode = 1;
  }
}

async function measureStartsOf(scenario: Scenario, runtime: NodeRuntime): Promise<StartResult[]> {
  const starts = await measureStarts(scenario.contenders, STARTS, progress, runtime);
  process.stdout.write(`\nNode ${runtime.version}\n${startTable(starts)}\n`);
  return starts;
}

async function measureStormsOf(runtime: NodeRuntime): Promise<StormResult[]> {
  const found = await measureStorms(progress, runtime);
  process.stdout.write(`\nNode ${runtime.version}\n${stormTable(found)}\n`);
  return found;
}

/** The parts that were asked for. */
async function measureFully(runtime: NodeRuntime, only: readonly string[], peers: boolean): Promise<NodeRun> {
  const isAsked = (part: string) => only.length === 0 || only.includes(part);
  const all = chosen([]).map((scenario) => (peers ? scenario : withoutPeers(scenario)));
  const scenarios = await measureAll(
    all.filter(({ name }) => isAsked(name)),
    runtime,
    FULL_PACE,
  );
  const storms = isAsked("storm") ? await measureStormsOf(runtime) : [];
  const verify = all.find(({ name }) => name === "verify");
  const starts = verify !== undefined && isAsked("start") ? await measureStartsOf(verify, runtime) : [];
  const durableWrite = measureDurableWrite();
  process.stdout.write(`\nOne durable write: ${durableWrite.median.toFixed(3)} ms\n`);
  return {
    node: runtime.version,
    date: new Date().toISOString().slice(0, 10),
    scenarios,
    storms,
    starts,
    durableWrite,
  };
}

/** The build keeps code that V8 compiled for a start, and each version of Node has code of its own. */
function warmUp({ node, root }: NodeRuntime): void {
  if (node !== process.execPath) execFileSync(node, ["scripts/warmUp.mjs"], { cwd: root, stdio: "inherit" });
}

async function main(): Promise<void> {
  const { help, store, quick, only, peers, record: isRecording, releases } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  if (!quick && peers && !existsSync("bench/peers/node_modules")) {
    throw new Error("The peers are not installed: npm ci --prefix bench/peers, or --no-peers.");
  }
  const isWhole = only.length === 0 && peers;
  for (const release of releases) {
    const runtime = await nodeRuntime(release);
    warmUp(runtime);
    // Not before: the compiler would have to share the core.
    execFileSync("taskset", ["-acp", LOAD_CORE, String(process.pid)], { stdio: "ignore" });
    if (store !== null) await measurePostgres(runtime, { only, peers, progress });
    else if (quick) await measureQuickly(release, runtime, isRecording);
    else {
      const run = await measureFully(runtime, only, peers);
      // After each version, so that half of a run is not lost.
      if (isWhole) writeResults(run);
    }
  }
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
