import { readFileSync } from "node:fs";
import type { Results, ScenarioResult, Spread } from "../../bench/compare/results.js";
import type { GrowthResults } from "../../bench/growth/growthResults.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";
import { renderPerformanceChart } from "./performance/chart.js";
import { goalsOf } from "./performance/goals.js";

function readResults(): Results {
  return JSON.parse(readFileSync("bench/results.json", "utf8"));
}

/** How far the last whole run of `npm run bench` was from the goals. */
export function performanceParts(): Parts {
  const results = readResults();
  return { machine: machineText(results), goals: goalTable(results) };
}

/** Everything that the run measured. */
export function benchmarkParts(): Parts {
  const results = readResults();
  return {
    machine: machineText(results),
    scenarios: results.scenarios.map(scenarioSection).join("\n\n"),
    storms: stormTable(results),
    starts: startTable(results),
  };
}

export function renderPerformanceImage(): string {
  return renderPerformanceChart(readResults());
}

function machineText({ date, machine, versions, scenarios }: Results): string {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const rounds = Math.max(...scenarios.map((scenario) => scenario.rounds));
  return `Measured on ${date} in ${rounds} rounds: ${machine.cpu}, ${machine.cores} cores of a virtual machine. ${used.join(", ")}.`;
}

function goalTable(results: Results): string {
  const growth: GrowthResults = JSON.parse(readFileSync("bench/growth.json", "utf8"));
  const rows = goalsOf(results, growth).map(({ what, goal, reached, isMet }) => [
    what,
    goal,
    reached,
    isMet ? "met" : "not met",
  ]);
  return markdownTable(["what", "goal", "reached", ""], rows, 1);
}

function scenarioSection({ title, contenders }: ScenarioResult): string {
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
  return `## ${title}\n\n${markdownTable(head, rows, 2)}`;
}

function stormTable({ storms }: Results): string {
  const rows = storms.map(({ size, hashesPerSecond, signInsPerSecond, refused, calm, stormy }) => [
    String(size),
    hashesPerSecond.toFixed(0),
    signInsPerSecond.toFixed(0),
    refused.toFixed(0),
    calm.p50.toFixed(1),
    calm.p99.toFixed(1),
    stormy.p50.toFixed(1),
    stormy.p99.toFixed(1),
  ]);
  const head = ["at once", "hashes/s", "sign-ins/s", "refused", "calm p50 ms", "calm p99", "p50 ms", "p99"];
  return markdownTable(head, rows, 0);
}

function startTable({ starts }: Results): string {
  const rows = starts.map(({ name, milliseconds, ratio }) => [
    name,
    milliseconds.toFixed(0),
    `${ratio.median.toFixed(2)} (${swing(ratio)})`,
  ]);
  return markdownTable(["", "ms", "ratio (quartiles)"], rows, 1);
}

function swing({ low, high }: Spread): string {
  return `${low.toFixed(2)}–${high.toFixed(2)}`;
}
