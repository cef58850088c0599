import type { Result } from "../jobs.js";
import { INVARIANTS } from "../model/invariants.js";
import { printed } from "../story/tell.js";
import { count } from "./count.js";
import { invariantRows, perInvariant } from "./perInvariant.js";
import { textTable } from "./textTable.js";

export function printWorlds(results: readonly Result[]): string {
  const worlds = results.filter(({ job }) => job.kind === "world");
  if (worlds.length === 0) return "";
  const rows = worlds.map(({ job, states, steps, depth, seconds, isComplete }) => [
    job.name,
    count(states),
    count(steps),
    String(depth),
    seconds.toFixed(1),
    isComplete ? "yes" : "no",
  ]);
  const sum = worlds.reduce((total, { states }) => total + states, 0);
  const largest = Math.max(...worlds.map(({ states }) => states));
  return `\n${textTable(["world", "states", "steps", "depth", "seconds", "complete"], rows)}
${count(sum)} states. The chance that a collision of hashes hid one: ${(largest ** 2 / 2 ** 65).toExponential(0)} in the largest world.

${textTable(["invariant", "", "checks", "worlds", "states", "depth", "seconds"], invariantRows(perInvariant(worlds)))}`;
}

/** The explorations that must break something, and what each broke. */
export function printBroken(results: readonly Result[], kind: "mutant" | "limit", withStories: boolean): string {
  const broken = results.filter(({ job }) => job.kind === kind);
  if (broken.length === 0) return "";
  const rows = broken.map(({ job, states, story }) => [
    job.name,
    story === null ? "BREAKS NOTHING" : `breaks ${story.breach.invariant}, ${INVARIANTS[story.breach.invariant]}`,
    story === null ? "" : String(story.lines.length),
    count(states),
  ]);
  const table = `\n${textTable([kind, "", "steps", "states"], rows)}`;
  return withStories ? table + storiesOf(broken) : table;
}

/** What went wrong with the shipped rule. */
export function printStories(results: readonly Result[]): string {
  return storiesOf(results.filter(({ job }) => job.kind === "world"));
}

function storiesOf(results: readonly Result[]): string {
  const stories = results.map(({ job, story }) => (story === null ? "" : `\n${job.name}\n${printed(story)}\n`));
  return stories.join("");
}
