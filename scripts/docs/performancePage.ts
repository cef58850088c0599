import { readFileSync } from "node:fs";
import type { NodeRun, Results, ScenarioResult, Spread } from "../../bench/compare/results.js";
import type { GrowthResults } from "../../bench/growth/growthResults.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";
import { renderPerformanceChart } from "./performance/chart.js";
import { GOALS, goalsText, growthGoal, RELEASES, reachedText } from "./performance/goals.js";
import { postgresFigures, postgresPart } from "./performance/postgres.js";

function readResults(): Results {
  return JSON.parse(readFileSync("bench/results.json", "utf8"));
}

/** How far the last whole runs of `npm run bench` were from the goals. */
export function performanceParts(): Parts {
  const results = readResults();
  return { machine: machineText(results), goals: goalTable(results), postgres: postgresPart() };
}

/** Everything that the runs measured. */
export function benchmarkParts(): Parts {
  const results = readResults();
  const { runs } = results;
  return {
    machine: `${machineText(results)} ${versionText(results)}`,
    scenarios: runs.flatMap((run) => run.scenarios.map((one) => scenarioSection(run, one))).join("\n\n"),
    storms: runs.map(stormTable).join("\n\n"),
    starts: runs.map(startTable).join("\n\n"),
    postgres: postgresFigures(),
  };
}

/** The reference: the newest Node that was measured. */
export function renderPerformanceImage(): string {
  const [run] = readResults().runs;
  if (run === undefined) throw new Error("bench/results.json has no run.");
  return renderPerformanceChart(run);
}

function machineText({ machine, runs }: Results): string {
  const measured = runs.map(({ node, date, scenarios }) => {
    const rounds = Math.max(...scenarios.map((scenario) => scenario.rounds));
    return `Node ${node} on ${date} in ${rounds} rounds`;
  });
  return `Measured with ${measured.join(", with ")}: ${machine.cpu}, ${machine.cores} cores of a virtual machine.`;
}

function versionText({ versions }: Results): string {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${used.join(", ")}.`;
}

function goalTable({ runs }: Results): string {
  const growth: GrowthResults = JSON.parse(readFileSync("bench/growth.json", "utf8"));
  const rows = GOALS.map((goal) => [
    goal.what,
    goalsText(goal),
    ...RELEASES.map((release) =>
      reachedText(
        goal,
        release,
        runs.find(({ node }) => node.startsWith(`${release}.`)),
      ),
    ),
  ]);
  const { what, goal, reached } = growthGoal(growth);
  const measuredOn = RELEASES.map((release) => (growth.versions["node"]?.startsWith(`${release}.`) ? reached : ""));
  const head = ["what", "goal", ...RELEASES.map((release) => `Node ${release}`)];
  return markdownTable(head, [...rows, [what, goal, ...measuredOn]], 2);
}

function scenarioSection({ node }: NodeRun, { title, contenders }: ScenarioResult): string {
  const rows = contenders.map(({ name, cpu, cpuRatio, perSecond, p99, peak, note }) => [
    name,
    note,
    cpu.toFixed(0),
    `${cpuRatio.median.toFixed(2)} (${swing(cpuRatio)})`,
    perSecond.toFixed(0),
    p99.toFixed(2),
    peak.toFixed(0),
  ]);
  const head = ["", "", "CPU µs", "ratio (quartiles)", "per second", "p99 ms", "peak MB"];
  return `## ${title}, Node ${node}\n\n${markdownTable(head, rows, 2)}`;
}

function stormTable({ node, storms }: NodeRun): string {
  const rows = storms.map(({ size, hashesPerSecond, signInsPerSecond, refused, calm, stormy }) => [
    String(size),
    hashesPerSecond.toFixed(0),
    signInsPerSecond.toFixed(0),
    refused.toFixed(0),
    calm.p50.toFixed(1),
    calm.p99.toFixed(1),
    stormy.p50.toFixed(1),
    stormy.p95?.toFixed(1) ?? "",
    stormy.p99.toFixed(1),
  ]);
  const head = ["at once", "hashes/s", "sign-ins/s", "refused", "calm p50 ms", "calm p99", "p50 ms", "p95", "p99"];
  return `Node ${node}:\n\n${markdownTable(head, rows, 0)}`;
}

function startTable({ node, starts }: NodeRun): string {
  const rows = starts.map(({ name, milliseconds, ratio }) => [
    name,
    milliseconds.toFixed(0),
    `${ratio.median.toFixed(2)} (${swing(ratio)})`,
  ]);
  return `Node ${node}:\n\n${markdownTable(["", "ms", "ratio (quartiles)"], rows, 1)}`;
}

function swing({ low, high }: Spread): string {
  return `${low.toFixed(2)}–${high.toFixed(2)}`;
}
