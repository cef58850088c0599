import { countsOf, lookAt } from "../../container.js";
import type { Counts, Standing } from "../../services/copy/index.js";
import type { Archive } from "../../stores/Archive.js";
import { type DatabasePlace, databaseExists } from "../../stores/index.js";
import type { CommandResult } from "../action.js";
import { refusalText } from "./refusals.js";
import { assertUpToDate, withSource, withTarget } from "./withArchives.js";

/** Reaches both databases and reports what a run would find. */
export async function dryRun(from: DatabasePlace, to: DatabasePlace): Promise<CommandResult> {
  return withSource(from, async (source) => {
    await assertUpToDate(from, source);
    // A file would be made by opening it.
    return databaseExists(to) ? withTarget(to, (target) => lookAtBoth(source, target)) : lookAtBoth(source, null);
  });
}

async function lookAtBoth(source: Archive, target: Archive | null): Promise<CommandResult> {
  const { standing } = await lookAt(source, target);
  const [ours, theirs] = [await countsOf(source), target === null ? null : await countsOf(target)];
  const names = { from: source.name, to: target?.name ?? "the new file" };
  return {
    data: { dryRun: true, standing: standing.kind, source: ours, target: theirs },
    text: `${standingText(standing, names)}\n${countsText(ours, theirs)}`,
  };
}

function standingText(standing: Standing, names: { from: string; to: string }): string {
  if (standing.kind === "refused") return refusalText(standing.reason, names);
  if (standing.kind === "finished") return "This copy was finished before.";
  if (standing.kind === "unfinished") return `A copy has begun${standing.isMoved ? ", and its switch too" : ""}.`;
  return standing.kind === "new" ? "The copy can begin." : "The way back can begin: the target is brought up to date.";
}

function countsText(ours: Counts, theirs: Counts | null): string {
  return Object.entries(ours)
    .map(
      ([kind, count]) =>
        `  ${kind}: ${count}, and ${theirs === null ? 0 : theirs[kind as keyof Counts]} in the target\n`,
    )
    .join("");
}
